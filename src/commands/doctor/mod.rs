//! Looks at everything that must be right, one line each.

mod ends;
mod mail;
mod retention;
mod shown;

use std::net::ToSocketAddrs as _;
use std::path::Path;
use std::process::ExitCode;

use sotomado_core::audit::Head;
use sotomado_core::calendar::Day;
use sotomado_core::roster::Roster;

use crate::access::Action;
use crate::app::{self, App, look_at_audit};
use crate::clock::Clock;
use crate::commands::{audit, init};
use crate::config::{Config, Surface};
use crate::store::{Standing, StoreError, Window};

/// Before this day no clock that is right can be.
const BUILT: (i16, i8, i8) = (2026, 11, 24);
/// A roster that ends within so many days is pointed out, as on the lead's page.
const SOON: i32 = 28;
/// What ends a day.
const CLOSES: &str = "`serve` does that each night, or `sotomado audit close`";

/// Prints a line for each thing looked at and remembers whether all were right.
#[derive(Default)]
struct Report {
    bad: bool,
}

impl Report {
    fn good(&self, what: &str, text: &str) {
        println!("ok   {what}: {text}");
    }

    fn bad(&mut self, what: &str, text: &str) {
        self.bad = true;
        println!("BAD  {what}: {}", text.replace('\n', "; "));
    }
}

/// `sotomado doctor`
pub(super) async fn doctor(file: &Path) -> ExitCode {
    let mut report = Report::default();
    match Config::load(file) {
        Ok(config) => {
            report.good("configuration", &file.display().to_string());
            look(&mut report, config).await;
        }
        Err(error) => report.bad("configuration", &error.to_string()),
    }
    if report.bad {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// TLS ends at a proxy, and where it does not say who asks, everybody has one address: a stranger who guesses a counsellor's
/// password keeps the counsellor waiting, too.
fn addresses(report: &mut Report, config: &Config) {
    if config.address_header.is_none() && config.desk.url.is_https() {
        report.bad(
            "addresses",
            "behind a proxy all visitors have one address: name the header by which it says theirs, as in address_header = \"X-Real-IP\"",
        );
    }
}

async fn look(report: &mut Report, config: Config) {
    let policies = app::read_policies(&config);
    let proved =
        policies.and_then(|policies| app::door(&policies).map(|_| policies).map_err(Into::into));
    match proved {
        Ok(policies) => report.good("policies", &format!("{} files", policies.files.len())),
        Err(error) => report.bad("policies", &error.to_string()),
    }
    clock(report);
    for (name, surface) in [
        ("window", &config.window),
        ("desk", &config.desk),
        ("trends", &config.trends),
    ] {
        host(report, name, surface);
    }
    addresses(report, &config);
    let app = match App::open(config, Clock::system()).await {
        Ok(app) => app,
        Err(error) => return report.bad("database", &error.to_string()),
    };
    match app.store.check().await {
        Ok(files) => report.good("database", &whole(&app, files)),
        Err(error) => report.bad("database", &error.to_string()),
    }
    standing(report, &app).await;
    keys(report, &app).await;
    mail::look(report, &app).await;
    retention::look(report, &app).await;
    ends::look(report, &app).await;
    shown::look(report, &app);
    chain(report, &app).await;
    for window in app.windows.iter() {
        if let Some(newest) = roster(report, &app, window).await {
            second(report, window, &newest);
            plain(report, &app, window, &newest);
        }
        telephone(report, &app, window);
    }
}

fn whole(app: &App, files: usize) -> String {
    let kind = match app.config.database {
        Some(_) => "PostgreSQL",
        None => "SQLite",
    };
    format!("{kind}, whole, and {files} sealed files are where it says")
}

async fn standing(report: &mut Report, app: &App) {
    let Standing {
        disk,
        uploads,
        drafts,
        incidents,
        to_destroy,
        files_of_nothing,
        keys_of_nothing,
        dead_rows,
    } = match app.store.standing().await {
        Ok(standing) => standing,
        Err(error) => return report.bad("store", &error.to_string()),
    };
    let megabytes = |bytes: u64| bytes / 1_000_000;
    let free = format!(
        "{} of {} MB are free",
        megabytes(disk.free),
        megabytes(disk.whole)
    );
    if disk.takes(app.config.largest_file) {
        report.good("disk", &free);
    } else {
        let closed = "attached files are refused so that words find room: make some";
        report.bad("disk", &format!("{free}: {closed}"));
    }
    report.good(
        "on the way",
        &format!(
            "{uploads} attached files half-way, {drafts} drafts, {incidents} records of a counter"
        ),
    );
    let dead = dead_rows.map_or(String::new(), |rows| format!(", {rows} rows of the tables"));
    report.good(
        "to be swept",
        &format!(
            "{to_destroy} begun to be destroyed, {files_of_nothing} files without a row, keys of {keys_of_nothing} cases that do not exist{dead}"
        ),
    );
}

fn clock(report: &mut Report) {
    let today = Clock::system().today();
    let (year, month, day) = BUILT;
    if Day::new(year, month, day).is_some_and(|built| today >= built) {
        report.good("clock", &format!("{today} in Japan"));
    } else {
        report.bad(
            "clock",
            &format!("says {today}, which lies before this program was written"),
        );
    }
}

fn host(report: &mut Report, name: &str, surface: &Surface) {
    let what = format!("host name of the {name}");
    let host = surface.url.host();
    if surface.off {
        return report.good(&what, "switched off");
    }
    // Browsers resolve *.localhost themselves; the machine's resolver need not.
    if surface.url.is_local() {
        return report.good(&what, &format!("{host}, this machine alone"));
    }
    match (host, surface.url.port().unwrap_or_default()).to_socket_addrs() {
        Ok(_) => report.good(&what, host),
        Err(error) => report.bad(&what, &format!("{host}: {error}")),
    }
}

async fn keys(report: &mut Report, app: &App) {
    let offered = match init::operator(Action::SeeOfferedKeys) {
        Ok(permit) => app
            .store
            .offered_keys(&permit)
            .await
            .map_err(|e| e.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match offered {
        Ok(accounts) if accounts.is_empty() => {
            report.bad("keys", "no counsellor has offered a key yet")
        }
        Ok(accounts) => report.good("keys", &format!("{} offered", accounts.len())),
        Err(error) => report.bad("keys", &error),
    }
}

/// Whether the audit chain is whole, and closed until yesterday.
async fn chain(report: &mut Report, app: &App) {
    let what = "audit chain";
    let seen = match init::operator(Action::SeeAudit) {
        Ok(permit) => look_at_audit(&app.store, &permit, Vec::new())
            .await
            .map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let seen = match seen {
        Ok(seen) => seen,
        Err(error) => return report.bad(what, &error),
    };
    let (today, closed) = (app.clock.today(), seen.heads.last().map(Head::day));
    if let Some(fault) = audit::sentence(&seen) {
        report.bad(what, &fault);
    } else if app.store.audit_key().is_none() {
        report.bad(what, &StoreError::NoAuditKey.to_string());
    } else {
        match closed {
            Some(day) if day >= today => {
                let text = format!("closed until {day}, which lies ahead: was the clock wrong?");
                report.bad(what, &text);
            }
            Some(day) if day == today.plus_days(-1) => {
                let text = format!("whole as far as this machine can tell, closed until {day}");
                report.good(what, &text);
            }
            Some(day) => report.bad(what, &format!("closed until {day} only: {CLOSES}")),
            None => report.bad(what, &format!("never closed: {CLOSES}")),
        }
    }
}

/// The roster in force, unless there is none or it was signed for other policies.
async fn roster(report: &mut Report, app: &App, window: &Window) -> Option<Roster> {
    let what = format!("roster of {}", window.short);
    let newest: Roster = match app.newest_roster(window).await {
        Ok(Some(newest)) => newest,
        Ok(None) => {
            report.bad(&what, "none yet: `sotomado roster request`");
            return None;
        }
        Err(error) => {
            report.bad(&what, &error.to_string());
            return None;
        }
    };
    if let Some(file) = app.changed_policy(&newest) {
        report.bad(&what, &format!("{file} is not the file that was signed"));
        return None;
    }
    match app.store.is_followed(newest.digest()).await {
        Ok(false) => {}
        Ok(true) => {
            let text = "another one followed it before the desk was put back; nothing is taken until that one, or a newer one, is imported (`sotomado roster import`)";
            report.bad(&what, text);
            return None;
        }
        Err(error) => report.bad(&what, &error.to_string()),
    }
    let today = app.clock.today();
    let left = today.days_until(newest.body().last_day);
    let (all, drawn) = (
        newest.body().readers.len(),
        newest.body().drawable().count(),
    );
    let deputies = match all - drawn {
        0 => String::new(),
        1 => " and a deputy".to_owned(),
        more => format!(" and {more} deputies"),
    };
    let text = format!(
        "{drawn} readers{deputies}, until {}",
        newest.body().last_day
    );
    match (newest.covers(today), left < SOON) {
        (false, _) => report.bad(&what, &format!("{text}: its days have passed")),
        (true, true) => report.good(
            &what,
            &format!("{text}: sign the next one, {left} days are left"),
        ),
        (true, false) => report.good(&what, &text),
    }
    Some(newest)
}

/// Whether anybody can be the second where one must not decide alone. A desk may do without, and then such things are refused.
fn second(report: &Report, window: &Window, newest: &Roster) {
    if newest.body().is_alone() {
        let what = format!("second person at {}", window.short);
        let text = "one reader and no deputy: what two must decide is refused; name somebody outside with `sotomado roster sign --deputy`";
        report.good(&what, text);
    }
}

/// Whether the counter's page can name the telephone that reaches 110. It works without, and says so to whoever reads it.
fn telephone(report: &Report, app: &App, window: &Window) {
    let what = format!("110 at the counters of {}", window.short);
    if app.policies.rooms.reach_110(&window.short) {
        report.good(&what, "a telephone of a room is known to reach it");
    } else {
        let text = "no telephone is known to reach it, so the page says to take a mobile phone: ask who runs the telephones, and sign procedures/rooms.toml";
        report.good(&what, text);
    }
}

/// Whether whoever has no script may write, as the desk has signed it; a report is taken as long as there is a roster.
fn plain(report: &Report, app: &App, window: &Window, newest: &Roster) {
    let what = format!("path without script of {}", window.short);
    let until = newest.body().last_day;
    if !app.policies.window.plain_at(&window.short) {
        report.good(&what, "closed by the signed window.toml");
    } else if newest.covers(app.clock.today()) {
        let text = format!("open by the signed window.toml, until the roster ends on {until}");
        report.good(&what, &text);
    } else {
        let text = "open by the signed window.toml, but nothing is taken without a roster in force";
        report.good(&what, text);
    }
}
