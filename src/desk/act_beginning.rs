//! The deed by which a desk begins in a browser: its first lead and, where the settings name none, its organisations.

use serde::Deserialize;

use crate::access::{Action, Actor, Resource};
use crate::app::App;
use crate::config::is_short;
use crate::desk::act_people::{LINE, NAME, NO_LINK, digest_of, fit_password, line};
use crate::http::refusal::Refusal;
use crate::http::session;
use crate::store::{Came, NewAccount, Purpose, Role};

/// Organisations that one sitting makes at most.
const ORGANISATIONS: usize = 20;

/// What whoever opens the one address says of themselves. Not printed by `Debug`: it has none.
#[derive(Deserialize)]
pub struct Beginning {
    secret: String,
    sign_in: String,
    password: String,
    name: String,
    profession: String,
    appointed_by: String,
    adviser: String,
    organisations: Vec<OrganisationSent>,
}

/// An organisation as sent.
#[derive(Debug, Deserialize)]
pub struct OrganisationSent {
    short: String,
    name: String,
}

/// Makes the first lead and the windows, once. What the operator delegated by printing the address is done as the operator's deed.
///
/// # Errors
/// A [`Refusal`]; nothing was kept then and the address is as good as before.
pub async fn begin(app: &App, sent: Beginning) -> Result<(), Refusal> {
    let (id, today) = (digest_of(&sent.secret)?, app.clock.today());
    let found = app.store.invitation(id, today).await?;
    if found.is_none_or(|(found, _)| found.purpose != Purpose::Begin) {
        return Err(NO_LINK);
    }
    let windows = organisations(app, sent.organisations)?;
    fit_password(&sent.password)?;
    let new = NewAccount {
        sign_in: line(&sent.sign_in, NAME)?,
        name: line(&sent.name, LINE)?,
        profession: line(&sent.profession, LINE)?,
        appointed_by: line(&sent.appointed_by, LINE)?,
        adviser: line(&sent.adviser, LINE)?,
        role: Role::Lead,
        password: session::hash_password(sent.password).await?,
    };
    if new.sign_in.is_empty() || new.name.is_empty() {
        return Err(Refusal::unfit("wrong-card"));
    }
    let permit = app.permit(&Actor::Operator, Action::BeginDesk, &Resource::Desk)?;
    match app.store.begin(&permit, id, today, new, windows).await? {
        Came::In(_) => {
            app.windows.open(app.store.windows().await?);
            Ok(())
        }
        Came::Taken => Err(Refusal::conflict("sign-in-taken")),
        Came::Gone => Err(NO_LINK),
    }
}

/// Short names and names; none where there are windows already.
fn organisations(app: &App, sent: Vec<OrganisationSent>) -> Result<Vec<(String, String)>, Refusal> {
    const WRONG: Refusal = Refusal::unfit("wrong-organisation");
    let wanted = if app.windows.is_empty() {
        1..=ORGANISATIONS
    } else {
        0..=0
    };
    if !wanted.contains(&sent.len()) {
        return Err(WRONG);
    }
    let mut made: Vec<(String, String)> = Vec::new();
    for one in sent {
        let name = line(&one.name, LINE)?;
        let twice = made.iter().any(|(short, _)| *short == one.short);
        if twice || name.is_empty() || !is_short(&one.short) {
            return Err(WRONG);
        }
        made.push((one.short, name));
    }
    Ok(made)
}
