//! The procedures of a case: where it stands in each, and what its reader may sign.

use serde::Serialize;

use super::acts::{acts, withheld};
use super::case::ReadCase;
use super::deeds::{Deeds, deeds};
use super::given::{Digested, Policies};
use super::hearing::{hear, names};
use super::wish;
use crate::calendar::Day;
use crate::entry::Proposal;
use crate::ids::{AuthorKey, Digest};
use crate::log::{Asked, Returned, Standing};
use crate::page::procedure::{
    self as page, May, Needs, Second, ShownAsked, ShownProcedure, ShownReturned, ShownWay,
};
use crate::page::words::Words;
use crate::policy::{self, Asking, CITY, POLICE, ROUTES, Routes};
use crate::procedure::{History, Procedure, Refusal, Way, advise, of_case};
use crate::roster::{self, Roster};
use crate::telling;
use crate::work::Known;

/// A procedure as it is drawn, and what its forms need.
#[derive(Serialize)]
pub(super) struct Told {
    part: String,
    deeds: Deeds,
}

/// A procedure of this desk, with what its text is checked against.
struct Own<'a> {
    file: &'a str,
    digest: Digest,
    procedure: &'a Procedure,
    /// The forms by which some of its acts are done.
    asking: Option<&'a Asking>,
    /// The routes and their digest, if a stage tells somebody in the city.
    routes: Option<&'a Digested<Routes>>,
}

impl<'a> Own<'a> {
    /// `None` where it tells somebody in the city and the page gave no routes along.
    fn of(file: &'a str, given: &'a Digested<Procedure>, policies: &'a Policies) -> Option<Self> {
        let (procedure, digest) = given;
        let routes = if procedure.tells(CITY) {
            Some(policies.routes()?)
        } else {
            None
        };
        Some(Self {
            file,
            asking: policies.asking().map(|(asking, _)| asking),
            digest: *digest,
            procedure,
            routes,
        })
    }

    /// Whether the recipient of a proposal is one that today's routes lead to, for those whom it says the case concerns.
    fn leads(&self, proposal: &Proposal) -> bool {
        self.routes.as_ref().is_none_or(|(routes, _)| {
            proposal.route.as_ref().is_some_and(|route| {
                let way = routes.way(&route.concerns);
                way.leads(&route.office)
            })
        })
    }
}

/// Each procedure that the page gave along; none where there is no report.
pub(super) fn all(read: &ReadCase, words: &Words, today: Day, policies: &Policies) -> Vec<Told> {
    let given = policies.procedures().iter();
    let own: Vec<Own<'_>> = given
        .filter_map(|(file, procedure)| Own::of(file, procedure, policies))
        .collect();
    let known = |asked: &Asked| {
        own.iter()
            .any(|one| one.procedure.id == asked.proposal.procedure)
    };
    let last = own.len().saturating_sub(1);
    let told = own.iter().enumerate().filter_map(|(place, one)| {
        let asked: Vec<&Asked> = read
            .view
            .asked
            .iter()
            // What belongs to none of them is not hidden.
            .filter(|asked| {
                asked.proposal.procedure == one.procedure.id || place == last && !known(asked)
            })
            .collect();
        told(read, words, today, one, &asked)
    });
    told.collect()
}

fn told(read: &ReadCase, words: &Words, today: Day, own: &Own<'_>, all: &[&Asked]) -> Option<Told> {
    let procedure = own.procedure;
    let history = of_case(procedure, &read.view, own.asking)?;
    let standing = advise(procedure, &history.state, history.state.last);
    let second = second(read);
    let asked = |one: &&Asked| shown_asked(read, own, one, &standing.ways, today);
    let stage = procedure.stage(history.state.stage)?;
    let standings = |(routes, _): &(Routes, Digest)| {
        let all = routes.routes.iter();
        all.map(|route| (route.id.clone(), route.name.clone()))
            .collect()
    };
    let persons = roster::persons(&read.rosters);
    let known = own.asking.map(|asking| Known {
        course: procedure,
        telling: &[],
        asking,
        persons: &persons,
    });
    let tells = procedure.stages.iter().any(|one| one.tells.is_some());
    let shown = ShownProcedure {
        id: procedure.id.clone(),
        name: procedure.name.clone(),
        stage: stage.name.clone(),
        say: stage.say.clone(),
        ways: standing
            .ways
            .iter()
            .filter_map(|way| shown_way(procedure, way, second))
            .collect(),
        acts: acts(
            procedure,
            stage,
            &history.state,
            &withheld(read, all, today, known),
        ),
        asked: all.iter().map(asked).collect(),
        odd: odd(&history),
        emergency: procedure.tells(POLICE),
        second,
        unsigned: !is_signed(read, own),
        standings: own.routes.map(standings),
        unverified: own.routes.is_some_and(|(routes, _)| !routes.verified),
        today,
        wish: wish::of(read, all).filter(|_| tells),
    };
    Some(Told {
        part: page::procedure(words, &shown).into_string(),
        deeds: deeds(
            (procedure, own.digest, own.routes.map(|(_, digest)| *digest)),
            all,
            words,
        ),
    })
}

fn newest(read: &ReadCase) -> Option<&Roster> {
    read.rosters.iter().max_by_key(|roster| roster.body().epoch)
}

/// Who there is beside whoever asks: on today's roster, neither left out by the reporter nor gone.
pub(super) fn second(read: &ReadCase) -> Second {
    let mut others: Vec<AuthorKey> = newest(read)
        .map(|roster| roster.body().readers.iter().map(|one| one.author).collect())
        .unwrap_or_default();
    let persons = roster::persons(&read.rosters);
    let never =
        |author: &AuthorKey| read.view.left_out.contains(author) || read.view.gone.contains(author);
    others.retain(|author| !persons.same(author, &read.me) && !never(author));
    let here = read.view.current_readers();
    if others.is_empty() {
        Second::Nobody
    } else if others.iter().any(|author| here.contains(author)) {
        Second::Here
    } else {
        Second::ToBring
    }
}

/// Whether the newest roster that is believed names these very texts.
fn is_signed(read: &ReadCase, own: &Own<'_>) -> bool {
    let routes = own.routes.iter().map(|(_, digest)| (ROUTES, *digest));
    let mut texts = routes.chain([(own.file, own.digest)]);
    newest(read).is_some_and(|roster| {
        texts.all(|(name, digest)| {
            let mut files = roster.body().policies.iter();
            files.any(|file| file.file == name && file.sha256 == digest)
        })
    })
}

fn shown_way(procedure: &Procedure, way: &Way, second: Second) -> Option<ShownWay> {
    let stage = procedure.stage(procedure.stage_named(&way.to)?)?;
    let needs = if way.consent {
        Needs::Consent
    } else if way.persons > 1 && second == Second::Nobody {
        Needs::Alone
    } else if way.persons > 1 {
        Needs::Two
    } else {
        Needs::Nothing
    };
    way.because.as_ref().map(|_| ShownWay {
        to: way.to.clone(),
        name: stage.as_next().clone(),
        needs,
        nameless: stage.nameless,
    })
}

fn odd(history: &History) -> Vec<&'static str> {
    let all = history.odd.iter();
    all.map(|odd| match odd.why {
        Refusal::NoWay { .. } => "no-way",
        Refusal::ConsentNeeded { .. } => "needs-consent",
        Refusal::SecondNeeded { .. } => "needs-second",
        _ => "other",
    })
    .collect()
}

fn shown_asked(
    read: &ReadCase,
    own: &Own<'_>,
    one: &Asked,
    ways: &[Way],
    today: Day,
) -> ShownAsked {
    let leads = ways.iter().any(|way| way.to == one.proposal.to);
    let routed = own.leads(&one.proposal);
    let take = if leads { May::Take } else { May::NoWay };
    let (word, day, text, approver) = match &one.standing {
        Standing::Open if today > one.last => ("lapsed", None, &one.text, None),
        Standing::Agreed { last, text, .. } if today > *last => ("lapsed", None, text, None),
        Standing::Approved { last, .. } if today > *last => ("lapsed", None, &one.text, None),
        Standing::Open => ("open", Some(one.last), &one.text, None),
        Standing::Declined if one.proposal.reason.is_some() => ("refused", None, &one.text, None),
        Standing::Declined => ("declined", None, &one.text, None),
        Standing::Revoked => ("revoked", None, &one.text, None),
        Standing::Agreed { text, last, .. } => ("agreed", Some(*last), text, None),
        Standing::Approved { by, last, .. } => ("approved", Some(*last), &one.text, Some(by)),
        Standing::Taken { time, text, .. } => ("taken", Some(time.day()), text, None),
    };
    let danger = one.proposal.reason.is_some();
    // Another key of one person is no second person.
    let persons = roster::persons(&read.rosters);
    let mine = |author: &AuthorKey| persons.same(author, &read.me);
    let may = match word {
        "agreed" | "approved" | "open" if !routed => May::NoRoute,
        "agreed" => take,
        "approved" if approver.is_some_and(mine) => May::NotTake,
        "approved" => take,
        "open" if danger && mine(&one.by) => May::NotApprove,
        "open" if danger => May::Approve,
        _ => May::Nothing,
    };
    ShownAsked {
        entry: one.entry.to_string(),
        recipient: one.proposal.recipient.clone(),
        text: text.clone(),
        reason: one.proposal.reason.clone().unwrap_or_default(),
        concerns: concerns(own, &one.proposal),
        // While two decide, nobody waits for the reporter's answer.
        standing: match (word, one.spoken) {
            ("open", _) if danger => "second",
            ("agreed", Some(_)) => "spoken",
            _ => word,
        },
        day,
        name: names(read, approver, one.spoken),
        hear: hear(read, one, (word, danger || !routed), &mine),
        may,
        by_link: own.routes.is_some() && (routed || word == "taken"),
        link: one
            .links
            .iter()
            .find(|given| !given.ended && given.link.until >= today)
            .map(|given| given.link.until),
        returned: one.returned.iter().map(returned).collect(),
    }
}

fn returned(one: &Returned) -> ShownReturned {
    ShownReturned {
        day: one.answer.time.day(),
        measure: match &one.answer.is {
            telling::Returned::Received => None,
            telling::Returned::Measure(measure) => Some((measure.what.clone(), measure.from)),
        },
    }
}

/// The standings that a proposal names; one that today's routes do not know is shown as it was signed.
fn concerns(own: &Own<'_>, proposal: &Proposal) -> Vec<policy::Text> {
    let Some(((routes, _), route)) = own.routes.zip(proposal.route.as_ref()) else {
        return Vec::new();
    };
    let name = |id: &String| {
        let found = routes.routes.iter().find(|route| route.id == *id);
        found.map_or_else(
            || policy::Text {
                ja: id.clone(),
                ja_yasashii: id.clone(),
                en: id.clone(),
            },
            |route| route.name.clone(),
        )
    };
    route.concerns.iter().map(name).collect()
}
