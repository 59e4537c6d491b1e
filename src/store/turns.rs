//! One at a time for each upload: two pieces of one file never come between each other; and what was counted of it on the way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sotomado_core::ids::{CaseId, UploadId};
use tokio::sync::OwnedMutexGuard;

use crate::store::stream::Come;

/// Uploads of which it is remembered how far they were counted; those beyond are read through at their end.
const REMEMBERED: usize = 1024;

type Turn = tokio::sync::Mutex<Come>;

/// Who waits for whom. It lives in memory: after a restart nobody is on the way, and files are read through at their end.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<(CaseId, UploadId), Arc<Turn>>>);

impl Turns {
    /// Waits until no other touches this upload.
    pub(super) async fn take(&self, case: CaseId, upload: UploadId) -> OwnedMutexGuard<Come> {
        self.turn((case, upload)).lock_owned().await
    }

    fn turn(&self, key: (CaseId, UploadId)) -> Arc<Turn> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = all.get(&key) {
            return turn.clone();
        }
        if all.len() >= REMEMBERED {
            all.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        all.entry(key).or_default().clone()
    }
}
