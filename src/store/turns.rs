//! One at a time for each upload: two pieces of one file never come between each other.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use sotomado_core::ids::{CaseId, UploadId};
use tokio::sync::OwnedMutexGuard;

type Turn = tokio::sync::Mutex<()>;

/// Who waits for whom. It lives in memory: after a restart nobody is on the way.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<(CaseId, UploadId), Weak<Turn>>>);

impl Turns {
    /// Waits until no other touches this upload.
    pub(super) async fn take(&self, case: CaseId, upload: UploadId) -> OwnedMutexGuard<()> {
        self.turn((case, upload)).lock_owned().await
    }

    fn turn(&self, key: (CaseId, UploadId)) -> Arc<Turn> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = all.get(&key).and_then(Weak::upgrade) {
            return turn;
        }
        all.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::new(Turn::default());
        all.insert(key, Arc::downgrade(&turn));
        turn
    }
}
