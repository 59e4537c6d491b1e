//! The procedure by which outsiders are told: where a case stands in it, and what its reader may sign.

use serde::Serialize;

use super::case::ReadCase;
use super::show::name;
use crate::calendar::Day;
use crate::ids::{AuthorKey, Digest};
use crate::log::{Asked, Standing};
use crate::page::procedure::{
    self as page, May, Needs, Second, ShownAsked, ShownProcedure, ShownWay,
};
use crate::page::words::Words;
use crate::policy;
use crate::procedure::{Act, History, Procedure, Refusal, Stage, Way, advise, of_case};
use crate::roster::Roster;

/// The file, under the name that rosters give it.
const FILE: &str = "procedures/police.toml";

#[derive(Serialize)]
pub(super) struct Told {
    told: String,
    deeds: Deeds,
}

/// What a step's body needs beside what is typed.
#[derive(Serialize)]
struct Deeds {
    procedure: String,
    policy: Digest,
    /// Names of stages and acts, by id, without ruby.
    names: Vec<(String, String)>,
    /// The stage after a call of 110.
    called: String,
    asked: Vec<Proposed>,
}

/// A proposal that the reader who asked may act upon.
#[derive(Serialize)]
struct Proposed {
    entry: Digest,
    procedure: String,
    policy: Digest,
    what: String,
    to: String,
    recipient: String,
    /// What may be told: after striking, if anything was struck.
    text: String,
    /// What a step that tells it uses up.
    ground: Option<Digest>,
}

/// `None` where there is no report, or the text is no procedure.
pub(super) fn told(read: &ReadCase, words: &Words, today: Day, text: &str) -> Option<Told> {
    let procedure = policy::procedure(FILE, text).ok()?;
    let history = of_case(&procedure, &read.view)?;
    let policy = Digest::of(text.as_bytes());
    let standing = advise(&procedure, &history.state, history.state.last);
    let second = second(read);
    let asked = |one: &Asked| shown_asked(read, one, &standing.ways, today);
    let stage = procedure.stage(history.state.stage)?;
    let shown = ShownProcedure {
        name: procedure.name.clone(),
        stage: stage.name.clone(),
        say: stage.say.clone(),
        ways: standing
            .ways
            .iter()
            .filter_map(|way| shown_way(&procedure, way, second))
            .collect(),
        acts: acts(&procedure, stage),
        asked: read.view.asked.iter().map(asked).collect(),
        odd: odd(&history),
        second,
        unsigned: !is_signed(read, policy),
        today,
    };
    Some(Told {
        told: page::procedure(words, &shown).into_string(),
        deeds: deeds(&procedure, policy, &read.view.asked, words),
    })
}

fn newest(read: &ReadCase) -> Option<&Roster> {
    read.rosters.iter().max_by_key(|roster| roster.body().epoch)
}

/// Who there is to decide with whoever asks: on today's roster, and not left out by the reporter.
fn second(read: &ReadCase) -> Second {
    let mut others: Vec<AuthorKey> = newest(read)
        .map(|roster| roster.body().readers.iter().map(|one| one.author).collect())
        .unwrap_or_default();
    others.retain(|author| *author != read.me && !read.view.left_out.contains(author));
    let here = read.view.current_readers();
    if others.is_empty() {
        Second::Nobody
    } else if others.iter().any(|author| here.contains(author)) {
        Second::Here
    } else {
        Second::ToBring
    }
}

/// Whether the newest roster that is believed names this very text.
fn is_signed(read: &ReadCase, policy: Digest) -> bool {
    newest(read).is_some_and(|roster| {
        let mut files = roster.body().policies.iter();
        files.any(|file| file.file == FILE && file.sha256 == policy)
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
        name: stage.name.clone(),
        needs,
    })
}

fn acts(procedure: &Procedure, stage: &Stage) -> Vec<(String, policy::Text)> {
    let found = stage.acts.iter().filter_map(|at| procedure.acts.get(*at));
    found
        .map(|act: &Act| (act.id.clone(), act.name.clone()))
        .collect()
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

fn shown_asked(read: &ReadCase, one: &Asked, ways: &[Way], today: Day) -> ShownAsked {
    let leads = ways.iter().any(|way| way.to == one.proposal.to);
    let take = if leads { May::Take } else { May::NoWay };
    let (word, day, text, approver) = match &one.standing {
        Standing::Open if today > one.last => ("lapsed", None, &one.text, None),
        Standing::Agreed { last, text, .. } if today > *last => ("lapsed", None, text, None),
        Standing::Approved { last, .. } if today > *last => ("lapsed", None, &one.text, None),
        Standing::Open => ("open", Some(one.last), &one.text, None),
        Standing::Declined => ("declined", None, &one.text, None),
        Standing::Revoked => ("revoked", None, &one.text, None),
        Standing::Agreed { text, last, .. } => ("agreed", Some(*last), text, None),
        Standing::Approved { by, last, .. } => ("approved", Some(*last), &one.text, Some(by)),
        Standing::Taken { time, text, .. } => ("taken", Some(time.day()), text, None),
    };
    let danger = one.proposal.reason.is_some();
    let may = match word {
        "agreed" => take,
        "approved" if approver == Some(&read.me) => May::NotTake,
        "approved" => take,
        "open" if danger && one.by == read.me => May::NotApprove,
        "open" if danger => May::Approve,
        _ => May::Nothing,
    };
    ShownAsked {
        entry: one.entry.to_string(),
        recipient: one.proposal.recipient.clone(),
        text: text.clone(),
        reason: one.proposal.reason.clone().unwrap_or_default(),
        // While two decide, nobody waits for the reporter's answer.
        standing: if danger && word == "open" {
            "second"
        } else {
            word
        },
        day,
        name: approver.map(|by| name(read, by)).unwrap_or_default(),
        may,
    }
}

fn deeds(procedure: &Procedure, policy: Digest, asked: &[Asked], words: &Words) -> Deeds {
    let stages = procedure
        .stages
        .iter()
        .map(|stage| (&stage.id, &stage.name));
    let acts = procedure.acts.iter().map(|act| (&act.id, &act.name));
    let names = stages
        .chain(acts)
        .map(|(id, name)| (id.clone(), words.policy_plain(name)));
    let called = procedure.stage(procedure.danger);
    Deeds {
        procedure: procedure.id.clone(),
        policy,
        names: names.collect(),
        called: called
            .map(|stage| words.policy_plain(&stage.name))
            .unwrap_or_default(),
        asked: asked.iter().map(proposed).collect(),
    }
}

fn proposed(one: &Asked) -> Proposed {
    let (text, ground) = match &one.standing {
        Standing::Agreed { consent, text, .. } => (text, Some(*consent)),
        Standing::Approved { approval, .. } => (&one.text, Some(*approval)),
        _ => (&one.text, None),
    };
    Proposed {
        entry: one.entry,
        procedure: one.proposal.procedure.clone(),
        policy: one.proposal.policy,
        what: one.what.clone(),
        to: one.proposal.to.clone(),
        recipient: one.proposal.recipient.clone(),
        text: text.clone(),
        ground,
    }
}
