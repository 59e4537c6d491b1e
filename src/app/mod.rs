//! What a handler may reach: store, clock, policies, settings.

mod audits;
mod releases;
mod rosters;
mod windows;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use sotomado_core::ids::WindowId;
use sotomado_core::policy::{APART, ENDINGS, Policies, PolicyFault};
use sotomado_core::roster::{Roster, RosterFault};

use crate::access::challenges::Challenges;
use crate::access::effort::Effort;
use crate::access::factors::Factors;
use crate::access::held::Held;
use crate::access::pace::{Daily, Pace};
use crate::access::slips::Slips;
use crate::access::throttle::Throttle;
use crate::access::{self, AccessFault, Action, Actor, Denied, Door, Permit, Resource};
use crate::chance::NoChance;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::{Place, Restored, Servers, Store, StoreError, Swept, Window};

pub use audits::look_at_audit;
pub use releases::{PublishError, ReleaseRefused};
pub use rosters::{ImportError, Next, NotImported, RosterRefused};
pub use windows::Windows;

/// The program's state; cloning shares it.
#[derive(Clone, Debug)]
pub struct App {
    /// The settings.
    pub config: Arc<Config>,
    /// The time.
    pub clock: Clock,
    /// Databases and files.
    pub store: Store,
    /// The policy files, checked.
    pub policies: Arc<Policies>,
    /// The windows that are served.
    pub windows: Windows,
    /// That the desk was put back from a copy; read at the start.
    pub restored: Option<Restored>,
    /// Challenges for mailbox keys.
    pub challenges: Arc<Challenges>,
    /// How much work a challenge asks for.
    pub effort: Arc<Effort>,
    /// Wrong passwords at the desk.
    pub desk_tries: Arc<Throttle>,
    /// Wrong passwords at the trends host.
    pub trends_tries: Arc<Throttle>,
    /// Second factors of the desk.
    pub factors: Arc<Factors>,
    /// Forms of the path without script.
    pub slips: Arc<Slips>,
    /// Mailboxes that are open on the path without script.
    pub held: Arc<Held>,
    /// Reports on the path without script.
    pub plain_pace: Arc<Pace>,
    /// Texts that accounts laid down today.
    pub tellings_today: Arc<Daily>,
    /// Reports that accounts took down today.
    pub reports_today: Arc<Daily>,
    door: Door,
    /// The rosters that were read last.
    read: Arc<Mutex<BTreeMap<WindowId, Roster>>>,
}

/// Why the program does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The policy files.
    #[error("{}", .0.iter().map(PolicyFault::to_string).collect::<Vec<_>>().join("\n"))]
    Policies(Vec<PolicyFault>),
    /// The policy folder.
    #[error("policies: {folder}: {error}")]
    PolicyFolder {
        folder: String,
        error: std::io::Error,
    },
    /// The rules of access.
    #[error("policies: {0}")]
    Access(#[from] AccessFault),
    /// The store.
    #[error("{error}; has `sotomado init` been run?")]
    Store { error: StoreError },
    /// The store's disk.
    #[error(
        "{error}: the data folder cannot be written; make room or make it writable, then start again"
    )]
    NoRoom { error: StoreError },
    /// An organisation of the settings has no window.
    #[error("organisation {0} has no window yet: run `sotomado init`")]
    NoWindow(String),
    /// A kept roster is not one.
    #[error("the roster of {organisation} is damaged: {fault}")]
    BadRoster {
        organisation: String,
        fault: RosterFault,
    },
    /// A policy file is not the one that was signed.
    #[error(
        "{file} is not the file that the roster of {organisation} was signed for: sign a new roster or put the file back"
    )]
    PolicyChanged { organisation: String, file: String },
    /// No randomness.
    #[error(transparent)]
    Chance(#[from] NoChance),
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        if error.no_room() {
            Self::NoRoom { error }
        } else {
            Self::Store { error }
        }
    }
}

impl App {
    /// What is to be done at the start and once a day: forgets what has passed its last day, and sweeps what a program that
    /// was killed left behind.
    ///
    /// # Errors
    /// [`StoreError`]
    pub async fn tidy(&self) -> Result<Swept, StoreError> {
        let today = self.clock.today();
        self.store.forget_old_sessions(today).await?;
        self.store.forget_old_invitations(today).await?;
        self.store.sweep(today).await?;
        self.store.sweep_orphans(self.clock.now()).await
    }

    /// Closes the audit chain until yesterday. What stands in the way is said, and keeps nobody from reporting.
    pub async fn close_days(&self) {
        if let Err(error) = self.store.close_audit().await {
            tracing::error!(%error, "the audit chain could not be closed");
        }
    }

    /// Opens everything that `config` names, as `serve` does, and refuses what must not be served.
    ///
    /// # Errors
    /// [`StartError`] with one sentence for each thing that is wrong.
    pub async fn build(config: Config, clock: Clock) -> Result<Self, StartError> {
        let app = Self::open(config, clock).await?;
        app.check_rosters().await?;
        if let Err(error) = app.tidy().await {
            // What lies there too long is sealed and found by nobody; a desk that does not open would be worse.
            tracing::error!(%error, "could not sweep");
        }
        app.close_days().await;
        Ok(app)
    }

    /// Opens everything without asking whether the policies are those that were signed, so that new ones can be.
    ///
    /// # Errors
    /// [`StartError`]
    pub async fn open(config: Config, clock: Clock) -> Result<Self, StartError> {
        let policies = read_policies(&config)?;
        let door = door(&policies)?;
        let store = Store::open(place(&config)).await?.at(clock.clone());
        let restored = store.restored().await?;
        let all = store.windows().await?;
        let mut windows = Vec::new();
        if config.organisations.is_empty() {
            windows.clone_from(&all);
        }
        for organisation in &config.organisations {
            let window = all.iter().find(|window| window.short == organisation.short);
            windows.push(
                window
                    .cloned()
                    .ok_or_else(|| StartError::NoWindow(organisation.short.clone()))?,
            );
        }
        let factors = Factors::new(&config.desk.url.to_string(), &clock);
        Ok(Self {
            config: Arc::new(config),
            clock,
            store,
            policies: Arc::new(policies),
            windows: Windows::of(windows),
            restored,
            challenges: Arc::new(Challenges::new()?),
            effort: Arc::new(Effort::new()?),
            desk_tries: Arc::new(Throttle::default()),
            trends_tries: Arc::new(Throttle::default()),
            factors: Arc::new(factors),
            slips: Arc::new(Slips::new()?),
            held: Arc::default(),
            plain_pace: Arc::default(),
            tellings_today: Arc::default(),
            reports_today: Arc::default(),
            door,
            read: Arc::default(),
        })
    }

    /// The window of this word in an address.
    pub fn window(&self, short: &str) -> Option<&Window> {
        self.windows.iter().find(|window| window.short == short)
    }

    /// Asks the door.
    ///
    /// # Errors
    /// [`Denied`]
    pub fn permit(
        &self,
        actor: &Actor,
        action: Action,
        resource: &Resource,
    ) -> Result<Permit, Denied> {
        self.door.permit(actor, action, resource)
    }
}

/// Where the store of these settings lies.
pub fn place(config: &Config) -> Place {
    let servers = config.database.as_ref().map(|main| Servers {
        main: main.clone(),
        keys: config.keys_database.as_ref().unwrap_or(main).clone(),
    });
    Place {
        folder: config.data.clone(),
        servers,
    }
}

/// The door with the rules of these policies.
///
/// # Errors
/// [`AccessFault`]
pub fn door(policies: &Policies) -> Result<Door, AccessFault> {
    let text = |name| policies.file(name).map_or("", |file| &file.text);
    Door::proved(text(access::POLICIES), text(access::SCHEMA))
}

/// Reads the policy folder of `config`.
///
/// # Errors
/// [`StartError`] when it cannot be read, or with every fault in it.
pub fn read_policies(config: &Config) -> Result<Policies, StartError> {
    let folder = |error| StartError::PolicyFolder {
        folder: config.policies.display().to_string(),
        error,
    };
    let mut files = Vec::new();
    for under in [&[""], APART.as_slice()].concat() {
        let there = match std::fs::read_dir(config.policies.join(under)) {
            // Each file that should lie in it is named as missing.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !under.is_empty() => {
                continue;
            }
            there => there.map_err(folder)?,
        };
        for entry in there {
            let path = entry.map_err(folder)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path
                .extension()
                .is_some_and(|ending| ENDINGS.iter().any(|one| ending == *one))
            {
                let name = format!("{under}{name}");
                files.push((name, std::fs::read(&path).map_err(folder)?));
            }
        }
    }
    files.sort();
    Policies::load(&files).map_err(StartError::Policies)
}
