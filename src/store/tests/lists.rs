//! A list of any length, page by page.

use std::collections::BTreeSet;

use super::*;

#[tokio::test]
async fn each_case_stands_on_one_page_in_the_order_of_the_list() {
    let (_folder, store) = store().await;
    for seed in 0..90 {
        let new = NewReport {
            urgent: seed % 5 == 0,
            next: today().plus_days(i32::from(seed) % 7),
            ..report(seed)
        };
        store
            .file_report(&may_file(seed), new)
            .await
            .unwrap()
            .unwrap();
        if seed % 4 == 0 {
            let close = on_case(&store, reader(), Action::SetOpen, seed).await;
            store.set_open(&close, false).await.unwrap();
        }
    }
    let list = may_list();
    let (mut after, mut all) = (None, Vec::new());
    loop {
        let page = store
            .cases_of(&list, &[WINDOW], (after, 20), &Followed::default())
            .await
            .unwrap();
        after = page.last().map(CaseInList::place);
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    let cases: BTreeSet<CaseId> = all.iter().map(|case| case.case).collect();
    assert_eq!((all.len(), cases.len()), (90, 90));
    let order = |case: &CaseInList| (!case.open, !case.urgent, case.next, case.case);
    assert!(all.is_sorted_by_key(order), "open, urgent, by day");
    let elsewhere = WindowId([2; 16]);
    let page = store
        .cases_of(&list, &[elsewhere], (None, 20), &Followed::default())
        .await;
    assert!(page.unwrap().is_empty());
}

#[tokio::test]
async fn a_look_into_a_case_leaves_it_unread_and_the_second_of_a_day_waits_for_nobody_who_writes() {
    let (_folder, store) = store().await;
    store
        .file_report(&may_file(5), report(5))
        .await
        .unwrap()
        .unwrap();
    let read = on_case(&store, reader(), Action::ReadCase, 5).await;
    store.mark_read(&read, today()).await.unwrap();
    store.read_case(&read).await.unwrap();
    let writes = store.main.begin().await.unwrap();
    assert_eq!(store.read_case(&read).await.unwrap().entries.len(), 1);
    writes.rollback().await.unwrap();
    reporter_writes(&store, 5).await;
    assert!(is_unread(&store, &may_list()).await);
    assert_eq!(store.read_case(&read).await.unwrap().entries.len(), 2);
    assert!(
        is_unread(&store, &may_list()).await,
        "a board and a search look into every case"
    );
    store.mark_read(&read, today()).await.unwrap();
    assert!(!is_unread(&store, &may_list()).await);
}
