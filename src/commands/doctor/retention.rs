//! Whether cases wait for their end longer than they should, and whether somebody looks after those that are held.

use super::Report;
use crate::app::App;

/// Two people of the desk have so many days to end what is due.
const PATIENCE: i32 = 60;

pub(super) async fn look(report: &mut Report, app: &App) {
    let what = "end of cases";
    let terms = match app.store.terms_to_count().await {
        Ok(terms) => terms,
        Err(error) => return report.bad(what, &error.to_string()),
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
