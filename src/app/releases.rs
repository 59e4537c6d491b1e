//! Which signed table may be published: the next of its window's chain, of a year that is over, by the desk's key.

use sotomado_core::release::{ChainFault, Release, chain, held, is_over};
use sotomado_core::roster::Roster;
use sotomado_core::succession::Succession;

use crate::access::{Action, Actor, Resource};
use crate::app::{App, ImportError};
use crate::store::{self, StoreError, Window};

/// Why a release is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseRefused {
    /// The releases of the window with this one are no chain.
    #[error(transparent)]
    Chain(#[from] ChainFault),
    /// The fiscal year has not ended, or its day is not yet.
    #[error("its fiscal year is not over yet")]
    Early,
    /// No roster held in that fiscal year: nobody could have reported.
    #[error("no roster held in its fiscal year")]
    NoDesk,
    /// Its rule is milder than any desk may have, or a number says more than the rule allows.
    #[error("its rule is milder than a desk may have, or a number stands for too few cases")]
    Rule,
    /// What is kept here does not fit together.
    #[error("the rosters kept here do not fit together")]
    Rosters,
}

/// A release was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// It must not be.
    #[error(transparent)]
    Refused(#[from] ReleaseRefused),
    /// It could not be.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// All of a window's releases, oldest first, each checked.
    ///
    /// # Errors
    /// [`PublishError`] when what is kept is no chain.
    pub async fn releases(&self, window: &Window) -> Result<Vec<Release>, PublishError> {
        let kept = self.store.releases(Some(window.id)).await?;
        let frames: Vec<Vec<u8>> = kept.into_iter().map(|release| release.file).collect();
        self.chained(window, &frames).await
    }

    async fn chained(
        &self,
        window: &Window,
        frames: &[Vec<u8>],
    ) -> Result<Vec<Release>, PublishError> {
        if frames.is_empty() {
            return Ok(Vec::new());
        }
        let first = match self.first_key(window).await {
            Ok(Some(first)) => first,
            Ok(None) | Err(ImportError::Refused(_)) => return Err(ReleaseRefused::Rosters.into()),
            Err(ImportError::Store(error)) => return Err(error.into()),
        };
        let mut steps = Vec::new();
        for kept in self.store.successions(window.id).await? {
            steps.push(Succession::read(&kept.frame).map_err(|_| ReleaseRefused::Rosters)?);
        }
        Ok(chain(window.id, first, &steps, frames).map_err(ReleaseRefused::from)?)
    }

    async fn had_a_desk(&self, window: &Window, year: i16) -> Result<bool, PublishError> {
        let kept = self.store.rosters(window.id).await?;
        let read = |frame: &[u8]| Roster::read(frame).map_err(|_| ReleaseRefused::Rosters);
        for roster in kept {
            if held(read(&roster.frame)?.body(), year) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Checks a signed release against everything that is known here, and publishes it. No count and no coding is needed.
    ///
    /// # Errors
    /// [`PublishError`]; nothing was kept then.
    pub async fn publish(
        &self,
        actor: &Actor,
        window: &Window,
        frame: &[u8],
    ) -> Result<Release, PublishError> {
        let permit = self
            .permit(actor, Action::ImportRelease, &Resource::Window(window.id))
            .map_err(StoreError::from)?;
        let new = Release::read(frame).map_err(|_| ReleaseRefused::Chain(ChainFault::Malformed))?;
        let body = new.body();
        if body.window != window.id || body.organisation != window.short || body.name != window.name
        {
            return Err(ReleaseRefused::Chain(ChainFault::WrongWindow).into());
        }
        if !is_over(body.year, body.day) || body.day > self.clock.today() {
            return Err(ReleaseRefused::Early.into());
        }
        if !self.had_a_desk(window, body.year).await? {
            return Err(ReleaseRefused::NoDesk.into());
        }
        if !body.keeps_its_rule() {
            return Err(ReleaseRefused::Rule.into());
        }
        // A key that was followed by another signs nothing new.
        match self.desk_key(window).await {
            Ok(Some(key)) if key == body.desk_key => {}
            Err(ImportError::Store(error)) => return Err(error.into()),
            _ => return Err(ReleaseRefused::Chain(ChainFault::Signer).into()),
        }
        let kept = self.store.releases(Some(window.id)).await?;
        let mut frames: Vec<Vec<u8>> = kept.into_iter().map(|release| release.file).collect();
        let before = frames.len();
        frames.push(frame.to_vec());
        self.chained(window, &frames).await?;
        let release = store::Release {
            digest: new.digest(),
            day: body.day,
            file: frame.to_vec(),
        };
        // Whoever was quicker has the place in the chain.
        if self.store.add_release(&permit, before, release).await? {
            Ok(new)
        } else {
            Err(ReleaseRefused::Chain(ChainFault::Broken).into())
        }
    }
}
