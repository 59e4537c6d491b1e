//! Accounts that end soon.

use crate::access::Action;
use crate::app::App;
use crate::commands::doctor::Report;
use crate::commands::{Failure, init};
use crate::store::Ending;

/// So many days before its last one an account is pointed out.
const SOON: i32 = 30;

pub(super) async fn look(report: &mut Report, app: &App) {
    match over_and_listed(app).await {
        Ok(all) => all.iter().for_each(|line| report.bad("readers", line)),
        Err(error) => report.bad("readers", &error.to_string()),
    }
    let all = match ending(app).await {
        Ok(all) => all,
        Err(error) => return report.bad("accounts", &error.to_string()),
    };
    if all.is_empty() {
        return report.good("accounts", "none ends within 30 days");
    }
    for one in all {
        let place = if one.hr { "trends" } else { "desk" };
        report.bad(
            "accounts",
            &format!(
                "{} ({place}) signs in until {}: `sotomado account end` writes another day down",
                one.sign_in, one.ends
            ),
        );
    }
}

/// Whose account is over and whom a roster in force still names: new reports are drawn for them, and they fetch none.
async fn over_and_listed(app: &App) -> Result<Vec<String>, Failure> {
    let permit = init::operator(Action::SeeOfferedKeys)?;
    let today = app.clock.today();
    let offered = app.store.offered_keys(&permit).await?;
    let mut lines = Vec::new();
    for window in app.windows.iter() {
        let newest = app.newest_roster(window).await?;
        let Some(roster) = newest.filter(|roster| roster.covers(today)) else {
            continue;
        };
        let over = offered
            .iter()
            .filter(|account| account.ends.is_some_and(|last| last < today));
        let listed = over.filter(|account| {
            let key = account.key.as_ref();
            key.is_some_and(|key| roster.reader(&key.author).is_some())
        });
        lines.extend(listed.map(|account| {
            format!(
                "{}'s account is over, and the roster of {} still names them: sign one without",
                account.sign_in, window.short
            )
        }));
    }
    Ok(lines)
}

async fn ending(app: &App) -> Result<Vec<Ending>, Failure> {
    let permit = init::operator(Action::SeeOfferedKeys)?;
    let until = app.clock.today().plus_days(SOON);
    Ok(app.store.ending(&permit, until).await?)
}
