//! What the lead sees of the audit chain: never a record, only whether they are whole.

use sotomado_core::audit::Seen;

use crate::access::{Action, Resource};
use crate::app::{App, look_at_audit};
use crate::http::refusal::Refusal;
use crate::http::session::Staff;

/// The chain, looked at whole.
///
/// # Errors
/// [`Refusal::FORBIDDEN`] for anyone but the lead.
pub async fn look(app: &App, staff: &Staff) -> Result<Seen, Refusal> {
    let actor = staff.account.actor();
    let permit = app
        .permit(&actor, Action::SeeAudit, &Resource::Desk)
        .map_err(|_| Refusal::FORBIDDEN)?;
    Ok(look_at_audit(&app.store, &permit, Vec::new()).await?)
}
