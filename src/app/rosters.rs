//! Which roster is in force, and which new one may follow it.

use std::sync::PoisonError;

use sotomado_core::frame::FrameFault;
use sotomado_core::ids::AuthorKey;
use sotomado_core::roster::{Roster, RosterFault};
use sotomado_core::succession::{self, Succession, SuccessionFault};

use crate::access::{Action, Actor, Resource};
use crate::app::{App, StartError};
use crate::store::{self, StoreError, Window};

/// Why a roster is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RosterRefused {
    /// Its bytes, signature or own rules.
    #[error(transparent)]
    Roster(#[from] RosterFault),
    /// The way from the window's first key to the one that signed.
    #[error(transparent)]
    Succession(#[from] SuccessionFault),
    /// A succession that is kept is not one.
    #[error(transparent)]
    Frame(#[from] FrameFault),
    /// Another window, short name, name, or other people run the machine.
    #[error("it is not for this window: id, short name, name or who runs the machine differ")]
    WrongWindow,
    /// Not the number after the last.
    #[error("its epoch must be {0}")]
    Epoch(u32),
    /// Today is not one of its days.
    #[error("today is not one of its days")]
    NotToday,
    /// Its policy digests are not those of the files served.
    #[error("{0} is not the file that is served")]
    Policy(String),
    /// A reader's key or card is not what an account offers.
    #[error("{0}: key or card are not those that an account offers")]
    Reader(String),
    /// Nobody could read.
    #[error("it has no readers")]
    NoReaders,
}

/// A roster was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It must not be.
    #[error(transparent)]
    Refused(#[from] RosterRefused),
    /// It could not be.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Whether an urgent call reaches every reader of this roster, so that it may be offered.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn calls(&self, roster: Option<&Roster>) -> Result<bool, StoreError> {
        let Some(roster) = roster.filter(|_| self.config.mail.is_some()) else {
            return Ok(false);
        };
        let readers = roster.body().readers.iter();
        let readers: Vec<AuthorKey> = readers.map(|reader| reader.author).collect();
        self.store.all_have_mail(&readers).await
    }

    /// The newest roster of a window, whatever its days. The very frame that was checked last is not checked again.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn newest_roster(&self, window: &Window) -> Result<Option<Roster>, StoreError> {
        let Some(newest) = self.store.newest_roster(window.id).await? else {
            return Ok(None);
        };
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.get(&window.id)
            && known.frame() == newest.frame
        {
            return Ok(Some(known.clone()));
        }
        let roster = Roster::read(&newest.frame).map_err(|_| StoreError::Bent("roster"))?;
        read.insert(window.id, roster.clone());
        Ok(Some(roster))
    }

    /// Refuses to start when a policy file is not the one that the newest roster names.
    pub(super) async fn check_rosters(&self) -> Result<(), StartError> {
        for window in self.windows.iter() {
            let Some(newest) = self.store.newest_roster(window.id).await? else {
                continue;
            };
            let organisation = window.short.clone();
            let roster = match Roster::read(&newest.frame) {
                Ok(roster) => roster,
                Err(fault) => {
                    return Err(StartError::BadRoster {
                        organisation,
                        fault,
                    });
                }
            };
            if let Some(file) = self.changed_policy(&roster) {
                return Err(StartError::PolicyChanged { organisation, file });
            }
        }
        Ok(())
    }

    /// The first policy file whose digest is not the roster's, or which only one of both knows.
    pub fn changed_policy(&self, roster: &Roster) -> Option<String> {
        let signed = &roster.body().policies;
        let served = &self.policies.files;
        let changed = served.iter().find(|file| {
            !signed
                .iter()
                .any(|named| named.file == file.name && named.sha256.to_string() == file.sha256)
        });
        let gone = signed
            .iter()
            .find(|named| !served.iter().any(|file| file.name == named.file));
        changed
            .map(|file| file.name.clone())
            .or_else(|| gone.map(|named| named.file.clone()))
    }

    /// The key whose fingerprint stands on a window's posters; none before its first roster.
    ///
    /// # Errors
    /// [`ImportError`] when what is kept is not a roster.
    pub async fn first_key(&self, window: &Window) -> Result<Option<AuthorKey>, ImportError> {
        let Some(oldest) = self.store.rosters(window.id).await?.pop() else {
            return Ok(None);
        };
        let first = Roster::read(&oldest.frame).map_err(RosterRefused::from)?;
        Ok(Some(first.body().desk_key))
    }

    /// The key that must sign a window's next roster; none before the first one.
    ///
    /// # Errors
    /// [`ImportError`] when what is kept does not fit together.
    pub async fn desk_key(&self, window: &Window) -> Result<Option<AuthorKey>, ImportError> {
        let Some(first) = self.first_key(window).await? else {
            return Ok(None);
        };
        let mut steps = Vec::new();
        for kept in self.store.successions(window.id).await? {
            steps.push(Succession::read(&kept.frame).map_err(RosterRefused::from)?);
        }
        let key = succession::follow(window.id, first, &steps).map_err(RosterRefused::from)?;
        Ok(Some(key))
    }

    /// Checks a signed roster against everything that is known here, and keeps it. The signing key is not needed.
    ///
    /// # Errors
    /// [`ImportError`]; nothing was kept then.
    pub async fn import_roster(
        &self,
        actor: &Actor,
        window: &Window,
        frame: &[u8],
    ) -> Result<(), ImportError> {
        let permit = self
            .permit(actor, Action::ImportRoster, &Resource::Window(window.id))
            .map_err(StoreError::from)?;
        let roster = Roster::read(frame).map_err(RosterRefused::from)?;
        self.fits_window(window, &roster).await?;
        self.fits_accounts(&roster).await?;
        let kept = store::Roster {
            digest: roster.digest(),
            epoch: roster.body().epoch,
            first_day: roster.body().first_day,
            last_day: roster.body().last_day,
            frame: frame.to_vec(),
        };
        let next = kept.epoch.saturating_add(1);
        if self.store.add_roster(&permit, kept).await? {
            Ok(())
        } else {
            Err(RosterRefused::Epoch(next).into())
        }
    }

    async fn fits_window(&self, window: &Window, roster: &Roster) -> Result<(), ImportError> {
        let body = roster.body();
        let same = body.window == window.id
            && body.organisation == window.short
            && body.name == window.name;
        if !same || body.runs != self.config.runs {
            return Err(RosterRefused::WrongWindow.into());
        }
        if self
            .desk_key(window)
            .await?
            .is_some_and(|key| key != body.desk_key)
        {
            return Err(RosterRefused::Succession(SuccessionFault::Broken).into());
        }
        let last = self
            .store
            .newest_roster(window.id)
            .await?
            .map_or(0, |roster| roster.epoch);
        if body.epoch != last + 1 {
            return Err(RosterRefused::Epoch(last + 1).into());
        }
        if !roster.covers(self.clock.today()) {
            return Err(RosterRefused::NotToday.into());
        }
        match self.changed_policy(roster) {
            Some(file) => Err(RosterRefused::Policy(file).into()),
            None => Ok(()),
        }
    }

    /// Every reader's key and card are those that an account offers: what reporters see is what was entered here.
    async fn fits_accounts(&self, roster: &Roster) -> Result<(), ImportError> {
        let permit = self
            .permit(&Actor::Operator, Action::SeeOfferedKeys, &Resource::Desk)
            .map_err(StoreError::from)?;
        let accounts = self.store.offered_keys(&permit).await?;
        if roster.body().readers.is_empty() {
            return Err(RosterRefused::NoReaders.into());
        }
        for reader in &roster.body().readers {
            let offered = accounts
                .iter()
                .any(|account| account.card() == Some(reader.clone()));
            if !offered {
                return Err(RosterRefused::Reader(reader.name.clone()).into());
            }
        }
        Ok(())
    }
}
