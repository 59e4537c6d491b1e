//! The world of the stories: the real application with real databases in a folder of its own, and a clock that obeys.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::body::Body;
use axum::http::Response;
use ed25519_dalek::SigningKey;
use jiff::SignedDuration;
use jiff::Timestamp;
use serde_json::Value;
use serde_json::json;
use sotomado::access::Action;
use sotomado::access::Actor;
use sotomado::access::Door;
use sotomado::access::Resource;
use sotomado::access::password;
use sotomado::app::App;
use sotomado::app::place;
use sotomado::clock::Clock;
use sotomado::config::Config;
use sotomado::store::NewAccount;
use sotomado::store::NewReader;
use sotomado::store::Role;
use sotomado::store::Store;
use sotomado_core::policy::APART;
use tempfile::TempDir;
use tower::ServiceExt;

use crate::client;
use crate::client::chance;
use crate::http::Answer;
use crate::http::Ask;
use crate::people::Staff;

/// The settings of a desk whose three surfaces share one port.
pub fn settings(port: u16) -> String {
    format!(
        r#"
runs = "firm"
sample = true
address_header = "X-Real-IP"
policies = "policies"
listen = "127.0.0.1:{port}"
[window]
url = "http://window.localhost:{port}"
[desk]
url = "http://desk.localhost:{port}"
[trends]
url = "http://trends.localhost:{port}"
[[organisation]]
short = "shiojiri"
name = "塩尻市"
[[organisation]]
short = "mihon"
name = "見本町"
"#
    )
}

const ORGANISATIONS: [(&str, &str); 2] = [("shiojiri", "塩尻市"), ("mihon", "見本町")];
const PASSWORD: &str = "a password of the tests";
/// A Tuesday, 16:03 in Japan.
const BEGINNING: &str = "2026-11-24T07:03:13Z";

pub struct World {
    /// Goes with the world, if it is its own.
    dir: Option<TempDir>,
    pub app: App,
    router: Router,
    seconds: Arc<AtomicI64>,
    /// Signs rosters. It lives in this process's memory alone, as it does on the lead's own machine.
    pub desk_key: SigningKey,
    pub counsellors: Vec<Staff>,
    pub lead: Staff,
}

impl World {
    /// A desk as `init` leaves it, three counsellors whose keys the lead has signed into a roster for each organisation.
    pub async fn new() -> Self {
        Self::begun("", |_| ()).await
    }

    /// The same, with more settings at the head of the settings file.
    pub async fn new_with(more: &str) -> Self {
        Self::begun(more, |_| ()).await
    }

    /// The same with policies that a city has changed; `change` is given their folder.
    pub async fn with_policies(change: impl FnOnce(&Path)) -> Self {
        Self::begun("", change).await
    }

    async fn begun(more: &str, change: impl FnOnce(&Path)) -> Self {
        crate::logs::listen();
        let dir = tempfile::tempdir().unwrap();
        let settings = dir.path().join("config.toml");
        let text = crate::dump::database_line() + more + &self::settings(8080);
        fs::write(&settings, text).unwrap();
        copy_policies(&dir.path().join("policies"));
        change(&dir.path().join("policies"));
        let config = Config::load(&settings).unwrap();
        let beginning: Timestamp = BEGINNING.parse().unwrap();
        furnish(&config, Clock::from_fn(move || beginning)).await;

        let mut world = Self::beginning(config, Some(dir), beginning).await;
        world.enrol().await;
        world
    }

    /// A desk that the program itself has made, today.
    pub async fn on(settings: &Path) -> Self {
        Self::beginning(Config::load(settings).unwrap(), None, Timestamp::now()).await
    }

    async fn beginning(config: Config, dir: Option<TempDir>, beginning: Timestamp) -> Self {
        let seconds = Arc::new(AtomicI64::new(0));
        let told = seconds.clone();
        let clock = Clock::from_fn(move || {
            // Clocks have parts of a second.
            beginning + SignedDuration::new(told.load(Ordering::SeqCst), 250_000_000)
        });
        let app = App::build(config, clock).await.unwrap();
        let router = sotomado::router::router(app.clone());
        Self {
            dir,
            app,
            router,
            seconds,
            desk_key: SigningKey::from_bytes(&chance()),
            counsellors: Vec::new(),
            lead: Staff::new("lead", PASSWORD),
        }
    }

    async fn enrol(&mut self) {
        let mut counsellors: Vec<Staff> = ["a", "b", "c"]
            .map(|letter| Staff::new(&format!("counsellor-{letter}"), PASSWORD))
            .into();
        for staff in &mut counsellors {
            staff.signs_in(self, "desk").await.is(204);
            staff.offers_key(self).await.is(204);
        }
        let mut lead = self.lead.clone();
        lead.signs_in(self, "desk").await.is(204);
        (self.counsellors, self.lead) = (counsellors, lead);
        for (short, _) in ORGANISATIONS {
            self.lead_imports(short, &self.roster(short, 1), &self.desk_key)
                .await
                .is(201);
        }
    }

    /// The folder of everything.
    pub fn folder(&self) -> &Path {
        self.dir.as_ref().unwrap().path()
    }

    pub fn data(&self) -> PathBuf {
        self.app.config.data.clone()
    }

    pub fn origin(&self, host: &str) -> String {
        format!("http://{}", self.authority(host))
    }

    fn authority(&self, host: &str) -> String {
        format!("{host}.localhost:{}", self.app.config.listen.port())
    }

    pub async fn send(&self, ask: Ask) -> Answer {
        let body = Body::from(ask.body.clone());
        self.send_with(ask, body).await
    }

    /// With another body than the one it tells of.
    pub async fn send_with(&self, ask: Ask, body: Body) -> Answer {
        Answer::read(self.begins_with(ask, body).await).await
    }

    /// An answer of which nothing was taken yet.
    pub async fn begins(&self, ask: Ask) -> Response<Body> {
        let body = Body::from(ask.body.clone());
        self.begins_with(ask, body).await
    }

    async fn begins_with(&self, ask: Ask, body: Body) -> Response<Body> {
        let authority = self.authority(&ask.host);
        let request = ask.request(&authority).map(|_| body);
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub fn trends_sign_in(&self, name: &str, password: &str) -> Ask {
        let body = format!(
            "name={}&password={}",
            name.replace(' ', "+"),
            password.replace(' ', "+")
        );
        Ask::post("trends", "/signin", &body)
            .with("content-type", "application/x-www-form-urlencoded")
    }

    /// The HR reader of 塩尻市, signed in.
    pub async fn hr(&self) -> Staff {
        let mut hr = Staff::new("hr-shiojiri", PASSWORD);
        let answer = hr.signs_in(self, "trends").await;
        assert!(
            answer.status == 303 && !hr.cookie.is_empty(),
            "{}: {}",
            answer.status,
            answer.text()
        );
        hr
    }

    pub fn other_organisation(&self) -> &'static str {
        ORGANISATIONS[1].0
    }

    // Rosters.

    /// The body of a roster of all three counsellors, from today, for ninety days.
    pub fn roster(&self, short: &str, epoch: u32) -> Value {
        let window = self.app.window(short).unwrap();
        let policies: Vec<Value> = self
            .app
            .policies
            .files
            .iter()
            .map(|file| json!({"file": file.name, "sha256": file.sha256}))
            .collect();
        let readers: Vec<Value> = self.counsellors.iter().map(Staff::card).collect();
        json!({
            "v": 1, "window": window.id.to_string(), "organisation": short, "name": window.name, "epoch": epoch,
            "first_day": self.today(), "last_day": self.day(90), "desk_key": hex::encode(self.desk_key.verifying_key().to_bytes()),
            "runs": "firm", "readers": readers, "policies": policies,
            "statistics": crate::people::coding::recipients(&self.desk_key, &window.id.to_string()),
        })
    }

    /// The lead signs `roster` with `key` and brings it to the desk.
    pub async fn lead_imports(&self, short: &str, roster: &Value, key: &SigningKey) -> Answer {
        let frame = client::frame("roster", roster, key, 1);
        let body = json!({"organisation": short, "roster": client::b64(&frame)});
        self.lead
            .send(self, "POST", "/desk/api/rosters", &body)
            .await
    }

    pub async fn roster_digest(&self, short: &str) -> String {
        let bundle = self
            .send(Ask::get("window", &format!("/o/{short}/bundle")))
            .await
            .json();
        hex::encode(client::sha256(&client::unb64(
            bundle["roster"].as_str().unwrap(),
        )))
    }

    // Time.

    pub fn later(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn next_day(&self) {
        self.later(24 * 3600);
    }

    pub fn now(&self) -> String {
        self.app
            .clock
            .now()
            .strftime("%Y-%m-%dT%H:%M:%SZ")
            .to_string()
    }

    /// Today plus `days`, in Japan.
    pub fn day(&self, days: i64) -> String {
        let then = self.app.clock.now() + SignedDuration::from_hours(9 + 24 * days);
        then.strftime("%Y-%m-%d").to_string()
    }

    pub fn today(&self) -> String {
        self.day(0)
    }

    // What lies on the disk.

    /// Every byte that the program keeps: databases with their logs, sealed files; and what PostgreSQL gives out.
    pub fn disk(&self) -> Vec<u8> {
        let mut all: Vec<u8> = crate::dump::files(&self.data())
            .into_iter()
            .flat_map(|(path, bytes, _)| [path.into_bytes(), bytes].concat())
            .collect();
        if self.app.config.database.is_some() {
            all.extend(crate::dump::given_out(self.data()));
        }
        all
    }

    /// The folder of sealed files can be written no more.
    pub fn break_files(&self) {
        fs::remove_dir_all(self.data().join("files")).unwrap();
        fs::write(self.data().join("files"), b"").unwrap();
    }

    /// Length before sealing of a case's one entry, as the server notes it.
    pub async fn bucket_of(&self, case: &str) -> u64 {
        let dump = crate::dump::seize(&self.data()).await;
        let is = |row: &&BTreeMap<String, String>| row["case"].to_lowercase().contains(case);
        let row = dump.tables["entries"].iter().find(is).unwrap();
        row["bucket"].parse().unwrap()
    }
}

pub fn card(sign_in: &str) -> String {
    let letter = sign_in.rsplit('-').next().unwrap();
    format!("相談員{}", letter.to_uppercase())
}

pub fn copy_policies(to: &Path) {
    let from = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/policies"));
    for folder in [&[""], APART.as_slice()].concat() {
        fs::create_dir(to.join(folder)).unwrap();
        for file in fs::read_dir(from.join(folder)).unwrap() {
            let file = file.unwrap();
            if file.file_type().unwrap().is_file() {
                fs::copy(file.path(), to.join(folder).join(file.file_name())).unwrap();
            }
        }
    }
}

/// Databases, windows and accounts, as `init` and its questions leave them.
async fn furnish(config: &Config, clock: Clock) {
    let store = Store::create(place(config)).await.unwrap().at(clock);
    let permit = |action, resource: &Resource| {
        Door::shipped()
            .unwrap()
            .permit(&Actor::Operator, action, resource)
            .unwrap()
    };
    let password = password::hash(PASSWORD).unwrap();
    for (short, name) in ORGANISATIONS {
        let window = store
            .add_window(&permit(Action::AddWindow, &Resource::Desk), short, name)
            .await
            .unwrap();
        let new = NewReader {
            sign_in: format!("hr-{short}"),
            name: "人事担当".to_owned(),
            password: password.clone(),
        };
        store
            .add_hr_reader(
                &permit(Action::AddAccount, &Resource::Window(window.id)),
                new,
            )
            .await
            .unwrap()
            .unwrap();
    }
    for sign_in in ["counsellor-a", "counsellor-b", "counsellor-c", "lead"] {
        let role = if sign_in == "lead" {
            Role::Lead
        } else {
            Role::Counsellor
        };
        let new = NewAccount {
            sign_in: sign_in.to_owned(),
            name: card(sign_in),
            profession: "弁護士".to_owned(),
            appointed_by: "窓口の会社".to_owned(),
            adviser: "市の顧問ではありません".to_owned(),
            role,
            password: password.clone(),
        };
        store
            .add_account(&permit(Action::AddAccount, &Resource::Desk), new)
            .await
            .unwrap()
            .unwrap();
    }
}
