//! Lists cases whose last day has passed, and those that are held. Who ends one are two people of the desk, never the operator.

use std::path::Path;

use crate::access::Action;
use crate::app;
use crate::commands::{Failure, init};
use crate::config::Config;
use crate::store::Store;

/// `sotomado retention`
pub(super) async fn list(config: &Path) -> Result<(), Failure> {
    let store = Store::open(app::place(&Config::load(config)?)).await?;
    let windows = store.windows().await?;
    let terms = store.terms(&init::operator(Action::SeeTerms)?).await?;
    for term in &terms {
        let window = windows.iter().find(|window| window.id == term.window);
        let state = match (term.hold, term.proposed) {
            (Some(hold), _) => format!("held, to be looked at again by {}", hold.look),
            (None, Some(made)) => {
                format!("to be destroyed, if another confirms by {}", made.until())
            }
            (None, None) => "due".to_owned(),
        };
        println!(
            "{}  {}  kept until {}: {state}",
            term.case,
            window.map_or("?", |window| &window.short),
            term.last
        );
    }
    if terms.is_empty() {
        println!("no case is due or held");
    }
    Ok(())
}
