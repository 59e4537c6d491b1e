//! Where one's own letter of a working day goes: whoever began in the browser needs no shell to be told that something may wait.

use crate::app::App;
use crate::desk::act_own::proved;
use crate::http::place::Place;
use crate::http::refusal::Refusal;
use crate::http::session::Staff;
use crate::store::is_address;

/// Says where; an empty address, nowhere any more. Whoever sits down at an open desk sends the letters nowhere else: the password
/// is asked again.
///
/// # Errors
/// 401 `wrong-sign-in`; 422 `bad-address`
pub async fn set(
    app: &App,
    staff: &Staff,
    place: Place,
    (address, password): (String, String),
) -> Result<(), Refusal> {
    let address = Some(address.trim().to_owned()).filter(|address| !address.is_empty());
    if address.as_deref().is_some_and(|text| !is_address(text)) {
        return Err(Refusal::unfit("bad-address"));
    }
    let permit = proved(app, staff, place, password).await?;
    Ok(app.store.set_own_mail(&permit, address).await?)
}
