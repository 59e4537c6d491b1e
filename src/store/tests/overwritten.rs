//! What was never finished, is not the file it was said to be, or belongs to nothing, is overwritten before it is taken
//! away, as what is taken back is.

use super::*;
use sotomado_core::ids::UploadId;

const WORDS: &[u8] = b"sealed, and nobody's any more";

/// The one file that was not there before, by a second name under which its bytes are found when the first is gone.
fn second_name(folder: &Path, before: &[std::path::PathBuf]) -> std::path::PathBuf {
    let new = files(folder)
        .into_iter()
        .find(|path| !before.contains(path));
    let second = folder.join(hex::encode(crate::chance::bytes::<8>().unwrap()));
    std::fs::hard_link(new.unwrap(), &second).unwrap();
    second
}

/// An upload of which all has come.
pub async fn begun(store: &Store, id: u8) -> Permit {
    let actor = Actor::Mailbox {
        window: WINDOW,
        key: mailbox(1),
    };
    let permit = on_case(store, actor, Action::WriteToMailbox, 1).await;
    let new = NewUpload {
        id: UploadId([id; 16]),
        length: WORDS.len() as u64,
        bucket: 4096,
        day: today(),
    };
    store
        .begin_upload(&permit, new, 1 << 20)
        .await
        .unwrap()
        .unwrap();
    let piece = Piece {
        upload: UploadId([id; 16]),
        from: 0,
        bytes: WORDS.to_vec(),
        sha256: None,
        hold: (),
    };
    store
        .append(&permit, piece, 1 << 20)
        .await
        .unwrap()
        .unwrap();
    permit
}

#[tokio::test]
async fn an_upload_never_finished_one_that_differs_and_an_orphan_are_overwritten() {
    let (folder, store) = store().await;
    let folder = folder.path();
    let filed = store.file_report(&may_file(1), report(1)).await.unwrap();
    assert_eq!(filed, Ok(Kept::Now));
    let own = files(folder);

    begun(&store, 1).await;
    let abandoned = second_name(folder, &own);
    assert_eq!(std::fs::read(&abandoned).unwrap(), WORDS);
    let later = today().plus_days(2);
    assert_eq!(store.forget_old_uploads(later).await.unwrap(), 1);

    let permit = begun(&store, 2).await;
    let differs = second_name(folder, &own);
    let finished = store.finish_upload(&permit, UploadId([2; 16]), Digest([0; 32]));
    assert_eq!(finished.await.unwrap().unwrap_err(), Refused::Differs);

    store.files.keep(WORDS.to_vec()).await.unwrap();
    let orphan = second_name(folder, &own);
    let swept = store.sweep_orphans(sweep::in_hours(25)).await.unwrap();
    assert_eq!(swept.files, 1);

    assert_eq!(files(folder), own);
    for second in [abandoned, differs, orphan] {
        assert_eq!(std::fs::read(second).unwrap(), vec![0; WORDS.len()]);
    }
}

#[tokio::test]
async fn on_sqlite_a_key_taken_back_leaves_the_log_as_soon_as_nobody_reads_an_older_state() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(folder.path()).await.unwrap();
    let filed = store.file_report(&may_file(5), report(5)).await.unwrap();
    assert_eq!(filed, Ok(Kept::Now));
    let own = Actor::Mailbox {
        window: WINDOW,
        key: mailbox(5),
    };
    let permit = on_case(&store, own, Action::TakeBack, 5).await;
    let log = || std::fs::read(folder.path().join("keys.db-wal")).unwrap();
    let holds = |bytes: &[u8]| bytes.windows(64).any(|part| part == [5; 64]);

    // As a copy that is being made reads.
    let copying = store.keys.moment().await.unwrap();
    let look = sea_orm::Statement::from_string(
        sea_orm::DbBackend::Sqlite,
        "SELECT count(*) FROM key_files",
    );
    copying.query_one_raw(look).await.unwrap();
    assert_eq!(store.take_back(&permit).await.unwrap(), Ok(()));
    assert!(holds(&log()), "an older state is read still");
    copying.rollback().await.unwrap();
    assert!(store.lay_dregs_anew().await.unwrap());
    assert!(!holds(&log()));
}
