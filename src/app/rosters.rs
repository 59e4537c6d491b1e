//! Which roster is in force, and which new one may follow it.

use std::sync::PoisonError;

use sotomado_core::frame::FrameFault;
use sotomado_core::ids::{AuthorKey, Digest};
use sotomado_core::roster::{Reader, Roster, RosterFault};
use sotomado_core::succession::{self, Succession, SuccessionFault};

use crate::access::{Action, Actor, Permit, Resource};
use crate::app::{App, StartError};
use crate::store::{self, Account, NewRoster, StoreError, Window};

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
    #[error("it has no readers besides deputies")]
    NoReaders,
    /// A succession of a day on which nobody could have waited for it.
    #[error("the succession must be of today or yesterday")]
    Day,
}

impl Next<'_> {
    fn not(&self, why: ImportError) -> NotImported {
        NotImported {
            organisation: self.window.short.clone(),
            why,
        }
    }
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

/// A window's next roster as it came, and the word of the key before for the one that signed it, where that is another.
#[derive(Clone, Copy, Debug)]
pub struct Next<'a> {
    /// Whose it is.
    pub window: &'a Window,
    /// A frame.
    pub roster: &'a [u8],
    /// A frame.
    pub succession: Option<&'a [u8]>,
}

/// None of several rosters was imported.
#[derive(Debug, thiserror::Error)]
#[error("{organisation}: {why}; nothing was changed")]
pub struct NotImported {
    /// Short name of the one that stopped it.
    pub organisation: String,
    /// Why.
    pub why: ImportError,
}

impl App {
    /// Whether an urgent call reaches whomever of this roster the lot falls on, so that it may be offered.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn calls(&self, roster: Option<&Roster>) -> Result<bool, StoreError> {
        let Some(roster) = roster.filter(|_| self.config.mail.is_some()) else {
            return Ok(false);
        };
        let drawable = roster.body().drawable();
        let readers: Vec<AuthorKey> = drawable.map(|reader| reader.author).collect();
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
        Ok(self.line(window).await?.last().copied())
    }

    /// Every key that ever signed for a window, in order: the poster's first, and last the one that signs next.
    async fn line(&self, window: &Window) -> Result<Vec<AuthorKey>, ImportError> {
        let Some(first) = self.first_key(window).await? else {
            return Ok(Vec::new());
        };
        let mut steps = Vec::new();
        for kept in self.store.successions(window.id).await? {
            steps.push(Succession::read(&kept.frame).map_err(RosterRefused::from)?);
        }
        // What was kept leads on without a fork, or nothing may be signed.
        succession::follow(window.id, first, &steps).map_err(RosterRefused::from)?;
        Ok(succession::line(window.id, first, &steps))
    }

    /// Checks signed rosters against everything that is known here, and keeps all of them or none. No signing key is needed.
    ///
    /// # Errors
    /// [`NotImported`]; nothing was kept then.
    pub async fn import_rosters(&self, actor: &Actor, all: &[Next<'_>]) -> Result<(), NotImported> {
        let kept = self.checked_rosters(actor, all, None).await?;
        let taken = self.store.add_rosters(&kept).await;
        match (taken, all.first(), kept.first()) {
            (Ok(false), Some(next), Some((_, new))) => {
                let epoch = RosterRefused::Epoch(new.roster.epoch.saturating_add(1));
                Err(next.not(epoch.into()))
            }
            (Err(error), Some(next), _) => Err(next.not(error.into())),
            _ => Ok(()),
        }
    }

    /// Checks them; the one who offers another key with them counts as offering it already.
    ///
    /// # Errors
    /// [`NotImported`]
    pub async fn checked_rosters(
        &self,
        actor: &Actor,
        all: &[Next<'_>],
        offering: Option<&Account>,
    ) -> Result<Vec<(Permit, NewRoster)>, NotImported> {
        let mut kept = Vec::new();
        for next in all {
            let checked = self.checked(actor, next, offering).await;
            kept.push(checked.map_err(|why| next.not(why))?);
        }
        Ok(kept)
    }

    async fn checked(
        &self,
        actor: &Actor,
        next: &Next<'_>,
        offering: Option<&Account>,
    ) -> Result<(Permit, NewRoster), ImportError> {
        let window = next.window;
        let permit = self
            .permit(actor, Action::ImportRoster, &Resource::Window(window.id))
            .map_err(StoreError::from)?;
        let roster = Roster::read(next.roster).map_err(RosterRefused::from)?;
        let line = self.line(window).await?;
        let (signer, succession) = match next.succession {
            None => (line.last().copied(), None),
            Some(frame) => {
                let step = self.follows(window, &line, frame)?;
                let kept = store::Succession {
                    digest: Digest::of(frame),
                    frame: frame.to_vec(),
                };
                (Some(step.to), Some(kept))
            }
        };
        if signer.is_some_and(|key| key != roster.body().desk_key) {
            return Err(RosterRefused::Succession(SuccessionFault::Broken).into());
        }
        self.fits_window(window, &roster).await?;
        self.fits_accounts(&roster, offering).await?;
        let roster = store::Roster {
            digest: roster.digest(),
            epoch: roster.body().epoch,
            first_day: roster.body().first_day,
            last_day: roster.body().last_day,
            frame: next.roster.to_vec(),
        };
        Ok((permit, NewRoster { roster, succession }))
    }

    /// Whether a succession leads on from the key that signs for a window, to one that never did.
    fn follows(
        &self,
        window: &Window,
        line: &[AuthorKey],
        frame: &[u8],
    ) -> Result<Succession, RosterRefused> {
        let step = Succession::read(frame)?;
        let fault = if step.window != window.id {
            Some(SuccessionFault::WrongWindow)
        } else if line.last() != Some(&step.from) {
            // A key that was followed names nobody else; one that never signed here names nobody at all.
            Some(if line.contains(&step.from) {
                SuccessionFault::Forked
            } else {
                SuccessionFault::Broken
            })
        } else if line.contains(&step.to) {
            Some(SuccessionFault::Forked)
        } else {
            None
        };
        let today = self.clock.today();
        match fault {
            Some(fault) => Err(fault.into()),
            // Whoever has the page of yesterday open may send until the day after it: see the protocol, 7.
            None if step.day == today || step.day.plus_days(1) == today => Ok(step),
            None => Err(RosterRefused::Day),
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
        let newest = self.store.newest_roster(window.id).await?;
        let last = newest.as_ref().map_or(0, |roster| roster.epoch);
        // A desk that was put back does not know how many came since: the very last of them is the one that is wanted.
        let skips = match &newest {
            Some(newest) if body.epoch > last => self.store.is_followed(newest.digest).await?,
            _ => false,
        };
        if body.epoch != last + 1 && !skips {
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

    /// Every reader's key and card are those that an account offers: what reporters see is what was entered here. Who of them
    /// is a deputy, and which keys they had before, the signature alone says.
    async fn fits_accounts(
        &self,
        roster: &Roster,
        offering: Option<&Account>,
    ) -> Result<(), ImportError> {
        let permit = self
            .permit(&Actor::Operator, Action::SeeOfferedKeys, &Resource::Desk)
            .map_err(StoreError::from)?;
        let mut accounts = self.store.offered_keys(&permit).await?;
        if let Some(offering) = offering {
            accounts.retain(|account| account.id != offering.id);
            accounts.push(offering.clone());
        }
        if roster.body().drawable().next().is_none() {
            return Err(RosterRefused::NoReaders.into());
        }
        for reader in &roster.body().readers {
            let card = Reader {
                deputy: false,
                earlier: Vec::new(),
                ..reader.clone()
            };
            let offered = accounts
                .iter()
                .any(|account| account.card().as_ref() == Some(&card));
            if !offered {
                return Err(RosterRefused::Reader(reader.name.clone()).into());
            }
        }
        Ok(())
    }
}
