//! All releases of a window, one after the other: none is missing in between, none is another's, no year stands twice.

use super::Release;
use crate::ids::{AuthorKey, WindowId};
use crate::succession::{self, Succession};

/// Why the releases given are no chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    #[error("one of them is no release, or its signature is wrong")]
    Malformed,
    #[error("one of them is of another organisation")]
    WrongWindow,
    #[error("one of them is signed by a key that is not the desk's")]
    Signer,
    #[error("one is missing, or two follow the same one")]
    Broken,
    #[error("a fiscal year has a release already")]
    Year,
}

impl ChainFault {
    /// A code for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "release-malformed",
            Self::WrongWindow => "release-window",
            Self::Signer => "release-signer",
            Self::Broken => "release-chain",
            Self::Year => "release-year",
        }
    }
}

/// Puts `frames` in order, oldest first. `first` is the window's first desk key.
pub fn chain(
    window: WindowId,
    first: AuthorKey,
    successions: &[Succession],
    frames: &[Vec<u8>],
) -> Result<Vec<Release>, ChainFault> {
    let mut left = Vec::new();
    for frame in frames {
        left.push(Release::read(frame).map_err(|_| ChainFault::Malformed)?);
    }
    if left.iter().any(|release| release.body().window != window) {
        return Err(ChainFault::WrongWindow);
    }
    let signers = succession::line(window, first, successions);
    if left
        .iter()
        .any(|release| !signers.contains(&release.body().desk_key))
    {
        return Err(ChainFault::Signer);
    }
    let mut ordered: Vec<Release> = Vec::new();
    while !left.is_empty() {
        let before = ordered.last().map(Release::digest);
        let next = left
            .iter()
            .position(|release| release.body().before == before)
            .ok_or(ChainFault::Broken)?;
        let next = left.swap_remove(next);
        let year = next.body().year;
        if ordered.iter().any(|release| release.body().year == year) {
            return Err(ChainFault::Year);
        }
        ordered.push(next);
    }
    Ok(ordered)
}
