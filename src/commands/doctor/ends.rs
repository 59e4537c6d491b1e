//! Accounts that end soon.

use crate::access::Action;
use crate::app::App;
use crate::commands::doctor::Report;
use crate::commands::{Failure, init};
use crate::store::Ending;

/// So many days before its last one an account is pointed out.
const SOON: i32 = 30;

pub(super) async fn look(report: &mut Report, app: &App) {
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

async fn ending(app: &App) -> Result<Vec<Ending>, Failure> {
    let permit = init::operator(Action::SeeOfferedKeys)?;
    let until = app.clock.today().plus_days(SOON);
    Ok(app.store.ending(&permit, until).await?)
}
