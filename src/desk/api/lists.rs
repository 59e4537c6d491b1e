//! JSON of what waits.

use std::fmt;
use std::str::FromStr;

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Deserializer, Serialize};
use sotomado_core::calendar::{Day, left_lying};
use sotomado_core::ids::{AuthorKey, CaseId, WindowId};

use crate::app::App;
use crate::desk::act_lists as act;
use crate::http::refusal::Refusal;
use crate::http::session::Staff;
use crate::store::{CaseInList, InList};

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/desk/api/cases", get(cases))
        .route("/desk/api/waits", get(waits))
        .route("/desk/api/lying", get(lying))
}

/// A place in the list as a program gives it back: `1-0-2026-12-01-` and the case, open and urgent as digits.
struct Written(InList);

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let InList {
            open,
            urgent,
            next,
            case,
        } = self.0;
        write!(f, "{}-{}-{next}-{case}", u8::from(open), u8::from(urgent))
    }
}

impl FromStr for Written {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digit = |text: &str| match text {
            "0" => Ok(false),
            "1" => Ok(true),
            _ => Err(()),
        };
        let (open, rest) = text.split_once('-').ok_or(())?;
        let (urgent, rest) = rest.split_once('-').ok_or(())?;
        let (next, case) = rest.rsplit_once('-').ok_or(())?;
        Ok(Self(InList {
            open: digit(open)?,
            urgent: digit(urgent)?,
            next: Day::parse(next).ok_or(())?,
            case: case.parse::<CaseId>().map_err(|_| ())?,
        }))
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        let fault = || serde::de::Error::custom("no place in the list");
        text.parse().map_err(|()| fault())
    }
}

#[derive(Deserialize)]
struct From {
    after: Option<Written>,
    earlier: Option<AuthorKey>,
}

/// A page of the list.
#[derive(Serialize)]
struct Page {
    cases: Vec<Line>,
    /// After which place the next page begins; none after the last.
    next: Option<String>,
}

#[derive(Serialize)]
struct Line {
    organisation: String,
    window: WindowId,
    case: CaseId,
    arrived: Day,
    next: Day,
    unread: bool,
    urgent: bool,
    open: bool,
    /// Readers who have let something of it lie for more than a business day.
    lying: Vec<AuthorKey>,
}

async fn cases(
    State(app): State<App>,
    staff: Staff,
    Query(From { after, earlier }): Query<From>,
) -> Result<Json<Page>, Refusal> {
    let after = after.map(|Written(place)| place);
    let page = act::list_cases(&app, &staff, after, earlier).await?;
    let full = page.len() as u64 == act::PAGE;
    let last = page.last().filter(|_| full).map(CaseInList::place);
    let lying = left_lying(&app.policies, app.clock.today());
    let lines = page.into_iter().filter_map(|case| {
        let window = app.windows.iter().find(|one| one.id == case.window)?;
        let others = case.others.into_iter();
        Some(Line {
            organisation: window.short.clone(),
            window: case.window,
            case: case.case,
            arrived: case.arrived,
            next: case.next,
            unread: case.unread_since.is_some(),
            urgent: case.urgent,
            open: case.open,
            lying: others
                .filter(|(_, since)| *since <= lying)
                .map(|(reader, _)| reader)
                .collect(),
        })
    });
    Ok(Json(Page {
        cases: lines.collect(),
        next: last.map(|place| Written(place).to_string()),
    }))
}

/// One digit each, so that the answer has one length, whatever it says.
#[derive(Serialize)]
struct Waits {
    waits: u8,
    overdue: u8,
    lying: u8,
}

/// The lead is told what has been left lying in any case; others, in theirs.
async fn waits(State(app): State<App>, staff: Staff) -> Result<Json<Waits>, Refusal> {
    let waits = act::waits(&app, &staff).await?;
    let lying = waits.others || anywhere(&app, &staff).await?;
    Ok(Json(Waits {
        waits: waits.unread.into(),
        overdue: waits.overdue.into(),
        lying: lying.into(),
    }))
}

async fn anywhere(app: &App, staff: &Staff) -> Result<bool, Refusal> {
    match act::see_left_lying(app, staff).await {
        Ok(list) => Ok(!list.is_empty()),
        Err(Refusal::FORBIDDEN) => Ok(false),
        Err(refusal) => Err(refusal),
    }
}

#[derive(Serialize)]
struct LeftLying {
    organisation: String,
    reader: AuthorKey,
    name: Option<String>,
    since: Day,
}

async fn lying(State(app): State<App>, staff: Staff) -> Result<Json<Vec<LeftLying>>, Refusal> {
    let list = act::see_left_lying(&app, &staff).await?.into_iter();
    let list = list.filter_map(|one| {
        let window = app.windows.iter().find(|window| window.id == one.window)?;
        Some(LeftLying {
            organisation: window.short.clone(),
            reader: one.reader,
            name: one.name,
            since: one.since,
        })
    });
    Ok(Json(list.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_reads_back_as_it_was_written() {
        let text = format!("1-0-2026-12-01-{}", "ab".repeat(16));
        let place: Written = text.parse().map_err(|()| "no place").unwrap();
        assert_eq!(place.to_string(), text);
        for wrong in [
            "",
            "1-0",
            "2-0-2026-12-01-00",
            &text[1..],
            &format!("{text}0"),
        ] {
            assert!(wrong.parse::<Written>().is_err(), "{wrong}");
        }
    }
}
