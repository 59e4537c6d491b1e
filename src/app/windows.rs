//! Which windows are served: those of the settings, in that order, or those of the store where the settings name none.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use crate::store::Window;

/// The windows; sharing them is cloning. A desk that begins in a browser has none until its lead says for whom it is, and serves
/// them from then on without being started again.
#[derive(Clone, Debug, Default)]
pub struct Windows(Arc<OnceLock<Vec<Window>>>);

impl Windows {
    /// These, or none yet.
    #[must_use]
    pub fn of(windows: Vec<Window>) -> Self {
        let made = Self::default();
        made.open(windows);
        made
    }

    /// Serves these from now on, if none are served yet.
    pub fn open(&self, windows: Vec<Window>) {
        if !windows.is_empty() {
            // What is served already stays: windows have ids that never change.
            let _ = self.0.set(windows);
        }
    }
}

impl Deref for Windows {
    type Target = [Window];

    fn deref(&self) -> &[Window] {
        self.0.get().map_or(&[], Vec::as_slice)
    }
}
