//! Good settings are read, and of bad ones every fault is named.

use std::path::Path;

use super::*;

const GOOD: &str = r#"
runs = "firm"
sample = true
listen = "127.0.0.1:18100"
address_header = "X-Real-IP"
largest_file = 2000000
[window]
url = "http://window.localhost:18100"
[desk]
url = "http://desk.localhost:18100"
listen = "127.0.0.1:18101"
[trends]
url = "https://trends.example.jp/"
off = true
[[organisation]]
short = "shiojiri"
name = "塩尻市"
"#;

#[test]
fn good_settings_are_read() {
    let config = Config::parse(Path::new("/etc/sotomado/config.toml"), GOOD).unwrap();
    assert_eq!(config.data, Path::new("/etc/sotomado/data"));
    assert_eq!(config.window.url.host(), "window.localhost");
    assert_eq!(config.desk.listen.port(), 18101);
    assert_eq!(config.address_header.unwrap(), "x-real-ip");
    assert_eq!(
        (config.largest_file, config.quota),
        (2_000_000, 500_000_000)
    );
    assert_eq!(config.trends.url.to_string(), "https://trends.example.jp");
    assert!(config.trends.off && config.sample);
}

#[test]
fn all_faults_are_named_at_once() {
    let text = r#"
listen = "nowhere"
address_header = "two words"
quota = 100000000
[window]
url = "http://window.example.jp"
[desk]
[[organisation]]
short = "塩尻"
"#;
    let error = Config::parse(Path::new("config.toml"), text).unwrap_err();
    let settings: Vec<&str> = error.faults.iter().map(|f| f.setting.as_str()).collect();
    assert_eq!(
        settings,
        [
            "listen",
            "runs",
            "quota",
            "address_header",
            "window.url",
            "desk.url",
            "trends.url",
            "organisation 1.short",
            "organisation 1.name"
        ]
    );
}

#[test]
fn surfaces_need_host_names_of_their_own() {
    let text = GOOD.replace("desk.localhost", "window.localhost");
    let error = Config::parse(Path::new("config.toml"), &text).unwrap_err();
    assert!(error.to_string().contains("host name of their own"));
}

#[test]
fn an_unknown_setting_is_named() {
    let error =
        Config::parse(Path::new("config.toml"), &format!("colour = 1\n{GOOD}")).unwrap_err();
    assert!(error.to_string().contains("colour"), "{error}");
}

#[test]
fn a_database_of_its_own_is_named_and_never_printed() {
    let named = "database = \"postgres://desk:hidden@db.example.jp/desk?sslmode=verify-full\"\n";
    let config = Config::parse(Path::new("config.toml"), &format!("{named}{GOOD}")).unwrap();
    assert!(config.database.is_some() && config.keys_database.is_none());
    assert!(!format!("{config:?}").contains("hidden"));
}

#[test]
fn of_a_bad_database_setting_the_password_is_not_said() {
    for bad in [
        "database = \"mysql://desk:hidden@localhost/desk\"",
        "keys_database = \"postgres://desk:hidden@localhost/desk\"",
        "database = \"postgres://desk:hidden@localhost/desk",
        "database = postgres://desk:hidden@localhost/desk",
    ] {
        let text = format!("{bad}\n{GOOD}");
        let error = Config::parse(Path::new("config.toml"), &text).unwrap_err();
        assert!(!error.to_string().contains("hidden"), "{error}");
        assert!(!format!("{error:?}").contains("hidden"), "{error:?}");
    }
}

#[test]
fn a_mail_server_is_read_and_its_faults_are_named() {
    let with = |mail: &str| {
        Config::parse(
            Path::new("/etc/sotomado/config.toml"),
            &format!("{mail}{GOOD}"),
        )
    };
    let good = r#"mail = { server = "mail.example.jp", from = "mado@example.jp", sign_in = "mado", password_file = "mail" }"#;
    let mail = with(good).unwrap().mail.unwrap();
    assert_eq!((mail.port, mail.tls), (587, Tls::StartTls));
    let file = Path::new("/etc/sotomado/mail").to_owned();
    assert_eq!(mail.sign_in, Some(("mado".to_owned(), file)));
    let bad =
        r#"mail = { server = "mail.example.jp", tls = "none", from = "mado", sign_in = "mado" }"#;
    let error = with(bad).unwrap_err();
    let settings: Vec<&str> = error.faults.iter().map(|f| f.setting.as_str()).collect();
    assert_eq!(settings, ["mail.tls", "mail.from", "mail.sign_in"]);
    assert!(
        Config::parse(Path::new("config.toml"), GOOD)
            .unwrap()
            .mail
            .is_none()
    );
}

#[test]
fn the_desk_alone_asks_for_second_factors() {
    let with = |under: &str, line: &str| {
        let text = GOOD.replace(under, &format!("{under}\n{line}"));
        Config::parse(Path::new("config.toml"), &text)
    };
    assert!(!with("[desk]", "").unwrap().second_factor_required);
    let required = "second_factor = \"required\"";
    assert!(with("[desk]", required).unwrap().second_factor_required);
    for (under, line, setting) in [
        ("[window]", required, "window.second_factor"),
        ("[desk]", "second_factor = \"always\"", "desk.second_factor"),
    ] {
        let error = with(under, line).unwrap_err();
        let faults: Vec<&str> = error.faults.iter().map(|f| f.setting.as_str()).collect();
        assert_eq!(faults, [setting]);
    }
}
