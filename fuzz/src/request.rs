//! A whole request into the real application: never a 5xx, always in the form that was promised.

use std::fs;
use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, HeaderValue, Method, Request, Response, Uri};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signer;
use serde_json::{Value, json};
use sotomado::access::{Action, Actor, Door, Resource, password};
use sotomado::app::App;
use sotomado::clock::Clock;
use sotomado::config::Config;
use sotomado::store::{NewAccount, Role, Store};
use sotomado_core::derive;
use sotomado_core::frame::{self, Line};
use sotomado_core::ids::{AuthorKey, Digest, Identity};
use sotomado_core::policy::APART;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use crate::signed::key;

const PASSWORD: &str = "a password of the tests";
const SETTINGS: &str = "runs = \"firm\"\nsample = true\n[window]\nurl = \"http://window.localhost:8080\"\n[desk]\nurl = \"http://desk.localhost:8080\"\n[trends]\nurl = \"http://trends.localhost:8080\"\n[[organisation]]\nshort = \"shiojiri\"\nname = \"塩尻市\"\n";

pub(crate) struct Desk {
    pub(crate) runtime: Runtime,
    router: Router,
    pub(crate) app: App,
    cookies: [String; 2],
    _dir: TempDir,
}

pub(crate) static DESK: LazyLock<Desk> = LazyLock::new(Desk::new);

impl Desk {
    /// A desk with one roster, a counsellor who stands on it, and the lead.
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("config.toml");
        fs::write(&file, SETTINGS).unwrap();
        for folder in APART {
            fs::create_dir_all(dir.path().join("policies").join(folder)).unwrap();
        }
        for (name, text) in crate::seeds::policies() {
            fs::write(dir.path().join("policies").join(name), text).unwrap();
        }
        let config = Config::load(&file).unwrap();
        let app = runtime.block_on(async {
            furnish(&Store::create(&config.data).await.unwrap()).await;
            App::build(config, Clock::system()).await.unwrap()
        });
        let router = sotomado::router::router(app.clone());
        let mut desk = Self {
            runtime,
            router,
            app,
            cookies: Default::default(),
            _dir: dir,
        };
        desk.cookies = ["counsellor", "lead"].map(|name| desk.sign_in(name));
        desk.enrol();
        desk
    }

    pub(crate) fn send(&self, request: Request<Body>) -> Response<Body> {
        self.runtime
            .block_on(self.router.clone().oneshot(request))
            .unwrap()
    }

    fn post(&self, path: &str, method: &str, cookie: &str, body: &Value) -> Response<Body> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "desk.localhost:8080")
            .header("content-type", "application/json")
            .header("cookie", cookie);
        self.send(request.body(Body::from(body.to_string())).unwrap())
    }

    fn sign_in(&self, name: &str) -> String {
        let answer = self.post(
            "/desk/api/signin",
            "POST",
            "",
            &json!({"name": name, "password": PASSWORD}),
        );
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    fn enrol(&self) {
        let [counsellor, lead] = &self.cookies;
        let (author, recipient) = (AuthorKey::of(&key(11)), Identity([11; 32]).recipient());
        let offered = json!({"author": author, "recipient": recipient, "file": STANDARD.encode("age-encryption.org/v1\n")});
        assert_eq!(
            self.post("/desk/api/key", "PUT", counsellor, &offered)
                .status(),
            204
        );
        let today = self.app.clock.today();
        let policies: Vec<Value> = self
            .app
            .policies
            .files
            .iter()
            .map(|file| json!({"file": file.name, "sha256": file.sha256}))
            .collect();
        let roster = json!({
            "v": 1, "window": self.app.windows[0].id, "organisation": "shiojiri", "name": "塩尻市", "epoch": 1,
            "first_day": today, "last_day": today.plus_days(90), "desk_key": AuthorKey::of(&key(5)), "runs": "firm",
            "readers": [{"author": author, "recipient": recipient, "name": "counsellor", "profession": "弁護士",
                "appointed_by": "窓口の会社", "adviser": "いいえ"}],
            "policies": policies,
        });
        let frame = frame::write(Line::Roster, roster.to_string().as_bytes(), &key(5)).unwrap();
        let sent = json!({"organisation": "shiojiri", "roster": STANDARD.encode(frame)});
        assert_eq!(
            self.post("/desk/api/rosters", "POST", lead, &sent).status(),
            201
        );
    }
}

async fn furnish(store: &Store) {
    let permit = |action| {
        Door::shipped()
            .unwrap()
            .permit(&Actor::Operator, action, &Resource::Desk)
            .unwrap()
    };
    store
        .add_window(&permit(Action::AddWindow), "shiojiri", "塩尻市")
        .await
        .unwrap();
    for (name, role) in [("counsellor", Role::Counsellor), ("lead", Role::Lead)] {
        let new = NewAccount {
            sign_in: name.to_owned(),
            name: name.to_owned(),
            profession: "弁護士".to_owned(),
            appointed_by: "窓口の会社".to_owned(),
            adviser: "いいえ".to_owned(),
            role,
            password: password::hash(PASSWORD).unwrap(),
        };
        store
            .add_account(&permit(Action::AddAccount), new)
            .await
            .unwrap()
            .unwrap();
    }
}

/// What stands in headers has readers of its own: who asks is looked at, in which language, for which part, from where.
fn with_headers() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for headers in [
        "accept-language: en-GB;q=0.5, ja-JP, *;q=0\ncookie: a=b; sotomado_desk=; sotomado_desk=\"00\"",
        "host: window.localhost:8080\nrange: bytes=0-0,-1",
        "origin: http://desk.localhost:8080\nsec-fetch-site: cross-site\nif-none-match: W/\"x\", *",
        "content-type: multipart/form-data; boundary=\"x\"\nsec-fetch-site: same-origin\ncontent-length: 3",
        "authorization: Sotomado key=, challenge=,signature=,work=0000000000000000",
    ] {
        for path in [
            "/",
            "/desk/api/me",
            "/o/shiojiri/plain?hl=ja-yasashii",
            "/o/shiojiri/api/draft",
            "/openapi.json",
        ] {
            for (who, method) in [("0", "GET"), ("4", "POST")] {
                all.push(format!("{who}{method} {path}\n{headers}\n\n--x").into_bytes());
            }
        }
    }
    for rest in [
        r#"POST /o/shiojiri/api/uploads
content-type: application/json

{"upload":"07070707070707070707070707070707","length":65736}"#,
        "PUT /o/shiojiri/api/uploads/07070707070707070707070707070707?from=0\n\na piece",
    ] {
        all.push(format!("1{rest}").into_bytes());
    }
    all
}

/// Requests that each come some way: `who`, a line, headers, an empty line, a body.
#[must_use]
pub fn seeds() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let routes = [
        ("0", "GET", "/o/shiojiri/bundle", ""),
        ("0", "GET", "/o/shiojiri?hl=en", ""),
        ("0", "POST", "/o/shiojiri/api/challenge?for=new", ""),
        ("1", "GET", "/o/shiojiri/api/mailbox", ""),
        (
            "1",
            "POST",
            "/o/shiojiri/api/entries",
            r#"{"entries":[{"id":"","log":"case","file":""}]}"#,
        ),
        (
            "1",
            "POST",
            "/o/shiojiri/api/report",
            r#"{"case":"08080808080808080808080808080808","mailbox":"","entries":[],"keys":[]}"#,
        ),
        (
            "1",
            "PUT",
            "/o/shiojiri/api/draft",
            r#"{"file":"YWdlLWVuY3J5cHRpb24ub3JnL3YxCg=="}"#,
        ),
        ("2", "GET", "/desk/api/me", ""),
        (
            "2",
            "GET",
            "/desk/api/cases/08080808080808080808080808080808",
            "",
        ),
        (
            "2",
            "PUT",
            "/desk/api/key",
            r#"{"author":"","recipient":"","file":""}"#,
        ),
        ("3", "GET", "/desk/api/keys", ""),
        (
            "3",
            "POST",
            "/desk/api/rosters",
            r#"{"organisation":"shiojiri","roster":""}"#,
        ),
    ];
    all.extend(with_headers());
    for (who, method, path, body) in routes {
        let headers = "accept-language: ja;q=0.9,en\naccept-encoding: br\nrange: bytes=0-1\ncontent-type: application/json";
        all.push(format!("{who}{method} {path}\n{headers}\n\n{body}").into_bytes());
    }
    all
}

/// One request. Its first byte says who asks: a stranger, a mailbox key, a counsellor, the lead; `4` is a stranger at the desk.
pub fn request(bytes: &[u8]) {
    let Some((who, rest)) = bytes.split_first() else {
        return;
    };
    let at = rest
        .windows(2)
        .position(|two| two == b"\n\n")
        .unwrap_or(rest.len());
    let (head, body) = (&rest[..at], rest.get(at + 2..).unwrap_or_default());
    let Some(request) = read(*who, head, body) else {
        return;
    };
    let (path, method) = (request.uri().path().to_owned(), request.method().clone());
    let response = DESK.send(request);
    let (status, headers) = (response.status(), response.headers().clone());
    assert!(!status.is_server_error(), "{method} {path}: {status}");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    let api = path.contains("/api/");
    assert!(
        !api || !headers.contains_key("content-encoding"),
        "what is secret is not compressed"
    );
    let body = DESK
        .runtime
        .block_on(to_bytes(response.into_body(), usize::MAX))
        .unwrap();
    if status.is_client_error() && api && method != Method::HEAD {
        assert_eq!(
            headers["content-type"], "application/problem+json",
            "{method} {path}: {status}"
        );
        let problem: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["status"], status.as_u16());
        assert!(
            !problem["detail"].as_str().unwrap().starts_with("faults-"),
            "{problem}"
        );
    }
}

fn read(who: u8, head: &[u8], body: &[u8]) -> Option<Request<Body>> {
    let mut lines = head.split(|byte| *byte == b'\n');
    let mut line = lines.next()?.splitn(2, |byte| *byte == b' ');
    let (method, uri) = (line.next()?, line.next()?);
    let surface = if matches!(who, b'2' | b'3' | b'4') {
        "desk"
    } else {
        "window"
    };
    let mut request = Request::builder()
        .method(Method::from_bytes(method).ok()?)
        .uri(Uri::try_from(uri).ok()?)
        .header("host", format!("{surface}.localhost:8080"));
    for line in lines {
        let mut pair = line.splitn(2, |byte| *byte == b':');
        let name = HeaderName::from_bytes(pair.next()?).ok()?;
        request = request.header(
            name,
            HeaderValue::from_bytes(pair.next()?.trim_ascii()).ok()?,
        );
    }
    let mut request = request.body(Body::from(body.to_vec())).ok()?;
    // A sign-in takes so long that nothing else would be tried.
    if request.uri().path().ends_with("/signin") {
        return None;
    }
    let (name, value) = match who {
        b'1' => (
            "authorization",
            signed(request.method(), request.uri(), body)?,
        ),
        b'2' => ("cookie", DESK.cookies[0].clone()),
        b'3' => ("cookie", DESK.cookies[1].clone()),
        _ => return Some(request),
    };
    request
        .headers_mut()
        .insert(name, HeaderValue::from_str(&value).ok()?);
    Some(request)
}

/// The header of a mailbox key over exactly this request.
fn signed(method: &Method, uri: &Uri, body: &[u8]) -> Option<String> {
    let (window, key) = (&DESK.app.windows[0].id, key(2));
    let now = DESK.app.clock.now().as_second();
    let challenge = DESK.app.challenges.issue(window, 0, now).unwrap();
    let path = uri.path_and_query()?.as_str();
    let bytes = derive::request(&challenge, window, method.as_str(), path, &Digest::of(body))?;
    let (who, signature) = (
        AuthorKey::of(&key),
        hex::encode(key.sign(&bytes).to_bytes()),
    );
    Some(format!(
        "Sotomado key={who}, challenge={}, signature={signature}",
        hex::encode(challenge)
    ))
}
