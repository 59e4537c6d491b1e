//! The audit chain: what staff and the operator do is recorded, what reporters do is not, and tampering is found by name.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use sotomado::access::audited::{Audited, JOIN, NEW_PASSWORD, RETURN, SET_END, SIGN_IN, SIGN_OUT};
use sotomado::access::{Action, Actor, Door, Permit, Resource};
use sotomado::store;
use sotomado_core::audit::{CLOSE, verify};
use sotomado_core::ids::{CaseId, Digest};

use crate::dump::{Row, seize};
use crate::people::Reporter;
use crate::world::World;

/// The chain as it lies, in its order.
async fn rows(world: &World) -> Vec<Row> {
    let mut dump = seize(&world.data()).await;
    let mut rows = dump.tables.remove("audit").unwrap();
    rows.sort_by_key(|row| row["place"].parse::<u64>().unwrap());
    rows
}

fn word(row: &Row, column: &str) -> String {
    row[column].trim_matches('\'').to_owned()
}

fn operator(action: Action, resource: &Resource) -> Permit {
    Door::shipped()
        .unwrap()
        .permit(&Actor::Operator, action, resource)
        .unwrap()
}

/// What the operator's commands do, by the same door.
async fn by_the_operator(world: &World, case: CaseId) {
    let facts = world.app.store.case_facts(case).await.unwrap().unwrap();
    let export = operator(Action::ExportCase, &facts.resource());
    world.app.store.export_case(&export).await.unwrap();
    let list = operator(Action::ListCases, &Resource::Desk);
    world.app.store.list_cases(&list).await.unwrap();
    crate::beginning::begins(world).await;
    let account = world.app.store.account_by_sign_in("counsellor-c").await;
    let reset = operator(Action::ResetSignIn, &account.unwrap().unwrap().resource());
    world.app.store.reset_sign_in(&reset).await.unwrap();
    let window = world.app.window("mihon").unwrap();
    let publish = operator(Action::ImportRelease, &Resource::Window(window.id));
    let release = store::Release {
        digest: Digest([9; 32]),
        day: world.app.clock.today(),
        file: b"a table".to_vec(),
    };
    let published = world.app.store.add_release(&publish, 0, release).await;
    assert!(published.unwrap());
}

/// A copy, and a desk put back from it; gives what was recorded there. On PostgreSQL there are other ways to both.
async fn copied(world: &World) -> BTreeSet<String> {
    let place = |name: &str| world.folder().join("copies").join(name);
    let copy = store::CopyPlace {
        tables: place("tables"),
        keys: place("keys"),
        files: place("files"),
    };
    for folder in [&copy.tables, &copy.keys, &copy.files] {
        fs::create_dir_all(folder).unwrap();
    }
    let permit = operator(Action::BackUp, &Resource::Desk);
    world.app.store.back_up(&permit, &copy).await.unwrap();
    let permit = operator(Action::Restore, &Resource::Desk);
    let (folder, today) = (world.folder().join("again"), world.app.clock.today());
    let put = store::Store::put_back(&folder, &copy, today, &permit, &[]).await;
    put.unwrap();
    let again = store::Store::open(&folder).await.unwrap();
    let permit = operator(Action::SeeAudit, &Resource::Desk);
    let links = again.audit(&permit).await.unwrap();
    let seen = verify(&links, again.audit_key(), &[]);
    assert!(
        seen.faults.is_empty(),
        "it goes on from there: {:?}",
        seen.faults
    );
    let records = links.into_iter().filter_map(|link| link.record);
    records.map(|record| record.action).collect()
}

/// Everybody does everything that is to be recorded, once.
async fn everything(world: &World) -> Reporter {
    let mut reporter = Reporter::at(world, "shiojiri").await;
    reporter.report(world, "見てほしい", "").await.is(201);
    let case = reporter.place.case.clone();
    let a = &world.counsellors[0];
    let mut held = a.opens(world, &case).await;
    a.answers(world, &mut held, "読みました").await.is(201);
    a.makes_desk_key(world, &mut held, &world.counsellors[..2])
        .await
        .is(201);
    for (under, body) in [
        ("next", json!({"day": "2026-12-24"})),
        ("open", json!({"open": false})),
    ] {
        let path = format!("/desk/api/cases/{case}/{under}");
        a.send(world, "POST", &path, &body).await.is(204);
    }
    // A leaves, C reads instead, and is removed.
    let [_, b, c] = &world.counsellors[..] else {
        panic!("three counsellors")
    };
    let mut held = a.opens(world, &case).await;
    a.steps_aside(world, &mut held, &[c]).await.is(201);
    let mut held = b.opens(world, &case).await;
    b.removes(world, &mut held, c, &[b]).await.is(201);
    let gathered = world.lead.get(world, "/desk/api/releases/shiojiri").await;
    gathered.is(200);
    by_the_operator(world, case.parse().unwrap()).await;
    crate::invited::everything(world).await;
    a.send(world, "POST", "/desk/api/signout", &Value::Null)
        .await
        .is(204);
    reporter
}

#[tokio::test]
async fn what_is_to_be_recorded_is_and_nothing_else() {
    let world = World::new().await;
    everything(&world).await;
    crate::retention::lived_to_its_end(&world).await;
    let on_sqlite = world.app.config.database.is_none();
    let mut recorded = BTreeSet::new();
    if on_sqlite {
        recorded.extend(copied(&world).await);
    }
    recorded.extend(rows(&world).await.iter().map(|row| word(row, "action")));
    let here = |action: &&Action| on_sqlite || !matches!(action, Action::BackUp | Action::Restore);
    let names = Action::ALL
        .iter()
        .filter(here)
        .filter_map(|action| match action.audited() {
            Audited::Each(name) | Audited::Daily(name) => Some(name),
            Audited::Not(_) => None,
        });
    let wanted: BTreeSet<String> = names
        .chain([
            SIGN_IN,
            SIGN_OUT,
            CLOSE,
            JOIN,
            NEW_PASSWORD,
            RETURN,
            SET_END,
        ])
        .map(str::to_owned)
        .collect();
    assert_eq!(recorded, wanted);
}

/// Of all that a reporter does, by script or without, nothing stands in the chain.
#[tokio::test]
async fn promise_13_no_deed_of_a_reporter_leaves_a_record() {
    let world = World::new().await;
    let before = rows(&world).await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.keeps_draft(&world, "まだ途中").await.is(200);
    reporter.report(&world, "見てほしい", "").await.is(201);
    reporter.mailbox(&world).await;
    reporter.write(&world, "もう一つ").await.is(201);
    let file = reporter.attaches(&world, "録音.m4a", b"...").await;
    reporter.fetches(&world, &file.id()).await.is(200);
    let mut plain = crate::people::plain::PlainReporter::agrees(&world, "shiojiri").await;
    let done = plain.reports(&world, "紙の代わり").await;
    let code = crate::people::plain::code_on(&done.text());
    plain.opens(&world, &code).await.is(200);
    let mut other = Reporter::at(&world, "shiojiri").await;
    other.report(&world, "やめておく", "").await.is(201);
    other.ask(&world, "DELETE", "mailbox", "").await.is(204);
    assert_eq!(rows(&world).await, before);
}

/// Opening a case again, and its files, adds nothing on that day: how often is nobody's matter.
#[tokio::test]
async fn a_case_is_recorded_as_read_once_a_day_by_each_reader() {
    let world = World::new().await;
    let mut reporter = Reporter::at(&world, "shiojiri").await;
    reporter.report(&world, "見てほしい", "").await.is(201);
    let file = reporter.attaches(&world, "録音.m4a", b"...").await;
    let case = reporter.place.case.clone();
    let reads = async || {
        let rows = rows(&world).await;
        let read = rows.iter().filter(|row| word(row, "action") == "read-case");
        read.map(|row| {
            (
                row["account"].clone(),
                row["case"].clone(),
                word(row, "day"),
            )
        })
        .collect::<Vec<_>>()
    };
    let (a, b) = (&world.counsellors[0], &world.counsellors[1]);
    a.fetches(&world, &case, &file.id()).await.is(200);
    a.opens(&world, &case).await;
    a.fetches(&world, &case, &file.id()).await.is(200);
    assert_eq!(reads().await.len(), 1);
    b.opens(&world, &case).await;
    world.next_day();
    let mut again = a.clone();
    again.signs_in(&world, "desk").await.is(204);
    again.opens(&world, &case).await;
    let all = reads().await;
    assert_eq!(all.len(), 3);
    assert!(all[0].0 != all[1].0 && all[0].0 == all[2].0);
    let marks: BTreeSet<_> = all.iter().map(|(_, mark, _)| mark).collect();
    assert_eq!(marks.len(), 1, "one case, one mark");
    assert!(!marks.first().unwrap().to_lowercase().contains(&case));
    assert_eq!(all[2].2, "2026-11-25");
}
