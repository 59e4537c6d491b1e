//! Whom in the city a case may be told of, asked for the standings that are ticked.

use serde::{Deserialize, Serialize};

use super::Fault;
use crate::page::words::Words;
use crate::policy::{self, Lang, Office};

#[derive(Deserialize)]
pub(super) struct RouteQuestion {
    /// `routes.toml` as the page gave it along.
    routes: String,
    lang: Lang,
    /// Standings of those whom the case concerns.
    concerns: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct RouteAnswer {
    /// Id and name of each office that may be told, the advised one first.
    to: Vec<(String, String)>,
    /// Names of those who are asked for advice before.
    first: Vec<String>,
}

pub(super) fn answer(asked: &RouteQuestion) -> Result<RouteAnswer, Fault> {
    let routes = policy::routes(&asked.routes).map_err(|_| Fault::of("routes"))?;
    let words = Words::new(asked.lang, std::collections::BTreeMap::new());
    let name = |office: &&Office| words.policy_plain(&office.name);
    let way = routes.way(&asked.concerns);
    Ok(RouteAnswer {
        to: way
            .to
            .iter()
            .map(|office| (office.id.clone(), name(office)))
            .collect(),
        first: way.first.iter().map(name).collect(),
    })
}
