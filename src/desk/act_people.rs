//! The desk's deeds about who comes in: links that a lead gives out, and what becomes of them.

use axum::http::StatusCode;
use serde::Deserialize;
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, Digest};

use crate::access::{Action, Permit, Resource, password};
use crate::app::App;
use crate::desk::act_returning;
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::session::{self, Staff};
use crate::store::{
    Account, Came, Card, Chosen, DAYS_OPEN, EndSet, Invitation, Purpose, Return, Role,
};

/// Characters of a sign-in name, and of each line of a card, at most.
pub(super) const NAME: usize = 64;
pub(super) const LINE: usize = 200;
/// Characters of a password at most: it is hashed whole.
const PASSWORD: usize = 200;
/// The link was used, taken back, or is too old.
pub(super) const NO_LINK: Refusal = Refusal::new(StatusCode::GONE, "no-invitation");

/// A link for a new account, as sent. Of its secret only the digest.
#[derive(Debug, Deserialize)]
pub struct InvitationSent {
    digest: Digest,
    role: Role,
    name: String,
    profession: String,
    appointed_by: String,
    adviser: String,
}

/// A link for a new password, as sent.
#[derive(Debug, Deserialize)]
pub struct BackSent {
    digest: Digest,
    sign_in: String,
}

/// The last day of somebody's account, with one's own password. Not printed by `Debug`: it has none.
#[derive(Deserialize)]
pub struct LastDaySent {
    sign_in: String,
    /// None: it has no last day any more.
    ends: Option<Day>,
    password: String,
}

/// The secret of a link. Not printed by `Debug`, like the next: they have none.
#[derive(Deserialize)]
pub struct SecretSent {
    secret: String,
}

/// What whoever comes in chose.
#[derive(Deserialize)]
pub struct ComingIn {
    secret: String,
    sign_in: String,
    password: String,
}

/// Accounts, and links that are open.
#[derive(Debug)]
pub struct People {
    /// By sign-in name.
    pub accounts: Vec<Account>,
    /// By their last day.
    pub invitations: Vec<Invitation>,
}

/// Who there is and who is to come.
///
/// # Errors
/// [`Refusal::FORBIDDEN`] for anyone but the lead.
pub async fn people(app: &App, staff: &Staff) -> Result<People, Refusal> {
    let permit = lead(app, staff, Action::SeeAccounts)?;
    let today = app.clock.today();
    Ok(People {
        accounts: app.store.accounts(&permit).await?,
        invitations: app.store.invitations(&permit, today).await?,
    })
}

/// Keeps a link for a new account.
///
/// # Errors
/// [`Refusal::FORBIDDEN`]; 422 for a card that cannot be one.
pub async fn invite(app: &App, staff: &Staff, sent: InvitationSent) -> Result<(), Refusal> {
    let permit = lead(app, staff, Action::Invite)?;
    let card = Card {
        role: sent.role,
        name: line(&sent.name, LINE)?,
        profession: line(&sent.profession, LINE)?,
        appointed_by: line(&sent.appointed_by, LINE)?,
        adviser: line(&sent.adviser, LINE)?,
    };
    if card.name.is_empty() {
        return Err(Refusal::unfit("wrong-card"));
    }
    keep(app, &permit, sent.digest, Purpose::Join(card)).await
}

/// Keeps a link for a new password.
///
/// # Errors
/// [`Refusal::FORBIDDEN`]; 422 when nobody has this sign-in name.
pub async fn let_back_in(app: &App, staff: &Staff, sent: BackSent) -> Result<(), Refusal> {
    let permit = lead(app, staff, Action::LetBackIn)?;
    let account = app.store.account_by_sign_in(&sent.sign_in).await?;
    let account = account.ok_or(Refusal::unfit("no-account"))?;
    keep(app, &permit, sent.digest, Purpose::Back(account.id)).await
}

async fn keep(app: &App, permit: &Permit, id: Digest, purpose: Purpose) -> Result<(), Refusal> {
    let last_day = app.clock.today().plus_days(DAYS_OPEN);
    let new = Invitation {
        id,
        purpose,
        last_day,
    };
    Ok(app.store.invite(permit, new).await?)
}

/// Takes a link back, whether or not it is still there.
///
/// # Errors
/// [`Refusal::FORBIDDEN`] for anyone but the lead.
pub async fn revoke(app: &App, staff: &Staff, id: Digest) -> Result<(), Refusal> {
    let permit = lead(app, staff, Action::RevokeInvitation)?;
    Ok(app.store.revoke_invitation(&permit, id).await?)
}

/// Writes down somebody's last day, or one's own; one that has passed shuts the account at once. Asks for the password: a desk that
/// was left open must shut nobody out.
///
/// # Errors
/// [`Refusal::FORBIDDEN`]; 403 `wrong-password`; 409 where no lead would be left; 422 when nobody has this sign-in name.
pub async fn set_last_day(
    app: &App,
    staff: &Staff,
    place: Place,
    sent: LastDaySent,
) -> Result<(), Refusal> {
    let permit = lead(app, staff, Action::EndAccount)?;
    act_returning::proved(app, place, staff, sent.password).await?;
    match app.store.set_end(&permit, &sent.sign_in, sent.ends).await? {
        EndSet::Kept => Ok(()),
        EndSet::Nobody => Err(Refusal::unfit("no-account")),
        EndSet::LastLead => Err(Refusal::conflict("last-lead")),
    }
}

/// What the link of this secret is for.
///
/// # Errors
/// 410 when it is good for nothing.
pub async fn look(app: &App, sent: &SecretSent) -> Result<(Invitation, Option<Account>), Refusal> {
    let found = app
        .store
        .invitation(digest_of(&sent.secret)?, app.clock.today())
        .await?;
    found.ok_or(NO_LINK)
}

/// Does what the link is for, once. Whoever came signs in afterwards as everybody does.
///
/// # Errors
/// A [`Refusal`]; the link is as good as before then.
pub async fn come_in(app: &App, sent: ComingIn) -> Result<(), Refusal> {
    let (id, today) = (digest_of(&sent.secret)?, app.clock.today());
    let found = app.store.invitation(id, today).await?;
    let (found, account) = found.ok_or(NO_LINK)?;
    let sign_in = line(&sent.sign_in, NAME)?;
    if matches!(found.purpose, Purpose::Join(_)) && sign_in.is_empty() {
        return Err(Refusal::unfit("wrong-card"));
    }
    fit_password(&sent.password)?;
    let key = account.and_then(|account| account.key);
    let colleagues = match key {
        Some(key) => colleagues(app, &key.author).await?,
        None => Vec::new(),
    };
    let chosen = Chosen {
        sign_in,
        password: session::hash_password(sent.password).await?,
        colleagues,
    };
    match app.store.come_in(id, today, chosen).await? {
        Came::In(_) => Ok(()),
        Came::Taken => Err(Refusal::conflict("sign-in-taken")),
        Came::Gone => Err(NO_LINK),
    }
}

/// Of whom this person has not put it away yet that they came back.
///
/// # Errors
/// [`Refusal::BROKEN`]
pub async fn returns(app: &App, staff: &Staff) -> Result<Vec<Return>, Refusal> {
    Ok(app.store.returns(&own(app, staff)?).await?)
}

/// Puts one away.
///
/// # Errors
/// [`Refusal::BROKEN`]
pub async fn put_return_away(app: &App, staff: &Staff, id: [u8; 16]) -> Result<(), Refusal> {
    Ok(app.store.put_return_away(&own(app, staff)?, id).await?)
}

fn own(app: &App, staff: &Staff) -> Result<Permit, Refusal> {
    let account = &staff.account;
    Ok(app.permit(&account.actor(), Action::SeeReturns, &account.resource())?)
}

/// The keys of everybody who stands on a newest roster together with this one.
pub(super) async fn colleagues(app: &App, author: &AuthorKey) -> Result<Vec<AuthorKey>, Refusal> {
    let mut all = Vec::new();
    for window in app.windows.iter() {
        let Some(roster) = app.newest_roster(window).await? else {
            continue;
        };
        if roster.reader(author).is_some() {
            let others = roster.body().readers.iter().map(|reader| reader.author);
            all.extend(others.filter(|other| other != author));
        }
    }
    Ok(all)
}

/// # Errors
/// 422 for a password that is too short, or longer than anybody types.
pub(super) fn fit_password(password: &str) -> Result<(), Refusal> {
    let long = password.chars().count();
    if (password::SHORTEST..=PASSWORD).contains(&long) {
        Ok(())
    } else {
        Err(Refusal::unfit("weak-password"))
    }
}

/// One line without marks that steer a terminal or a page.
pub(super) fn line(text: &str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().count() > most || text.chars().any(char::is_control) {
        return Err(Refusal::unfit("wrong-card"));
    }
    Ok(text.to_owned())
}

/// What is kept of a secret of 32 bytes in hex.
pub(super) fn digest_of(secret: &str) -> Result<Digest, Refusal> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(secret, &mut bytes).map_err(|_| Refusal::MALFORMED)?;
    Ok(Digest::of(&bytes))
}

fn lead(app: &App, staff: &Staff, action: Action) -> Result<Permit, Refusal> {
    app.permit(&staff.account.actor(), action, &Resource::Desk)
        .map_err(|_| Refusal::FORBIDDEN)
}
