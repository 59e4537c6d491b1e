//! Whether mail to staff leaves, and what was given up.

use crate::app::App;
use crate::commands::doctor::Report;
use crate::mail::{PATIENCE, Post};

pub(super) async fn look(report: &mut Report, app: &App) {
    let Some(mail) = &app.config.mail else {
        let text = "not set up: only the desk's page tells counsellors that something waits";
        return report.good("mail", text);
    };
    let reached = match Post::new(mail, &app.config.desk.url, PATIENCE) {
        Ok(post) => post.reach().await,
        Err(trouble) => Err(trouble),
    };
    match reached {
        Ok(()) => report.good("mail", "the server lets this program in"),
        Err(trouble) => report.bad("mail", &trouble.to_string()),
    }
    match app.store.without_mail().await {
        Ok(0) => {}
        Ok(none) => report.good(
            "mail addresses",
            &format!("{none} desk accounts have none: `sotomado account mail`"),
        ),
        Err(error) => report.bad("mail addresses", &error.to_string()),
    }
    match app.store.dead_letters().await {
        Ok(dead) => {
            for letter in dead {
                let to = letter.sign_in.as_deref();
                let to = to.unwrap_or("whoever keeps the heads of the audit chain");
                let text = format!(
                    "the mail of {} to {to} was given up after {} tries",
                    letter.day, letter.tries
                );
                report.bad("dead letter", &text);
            }
        }
        Err(error) => report.bad("dead letters", &error.to_string()),
    }
}
