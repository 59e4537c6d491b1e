//! Whether cases wait for their end longer than they should, and whether somebody looks after those that are held.

use super::Report;
use crate::access::Action;
use crate::app::App;
use crate::commands::init;

/// Two people of the desk have so many days to end what is due.
const PATIENCE: i32 = 60;

pub(super) async fn look(report: &mut Report, app: &App) {
    let what = "end of cases";
    let terms = match init::operator(Action::SeeTerms) {
        Ok(permit) => app.store.terms(&permit).await.map_err(|e| e.to_string()),
        Err(error) => Err(error.to_string()),
    };
    let terms = match terms {
        Ok(terms) => terms,
        Err(error) => return report.bad(what, &error),
    };
    let today = app.clock.today();
    let due = terms.iter().filter(|term| term.due);
    let (due, late) = due.fold((0, 0), |(all, late), term| {
        (
            all + 1,
            late + i32::from(term.last.days_until(today) > PATIENCE),
        )
    });
    let held = terms.iter().filter_map(|term| term.hold);
    let unseen = held.filter(|hold| hold.look < today).count();
    let text = format!("{due} due to be destroyed, {} held", terms.len() - due);
    if late > 0 || unseen > 0 {
        let more = format!(
            "{text}; {late} for more than {PATIENCE} days, and {unseen} held beyond the day on which somebody was to look: two people of the desk decide at /desk/retention"
        );
        report.bad(what, &more);
    } else {
        report.good(what, &text);
    }
}
