//! Runs the stories that lie beside the procedures: `policies/procedures/*.scenarios.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use sotomado_core::procedure::{Advice, Event, Lapse, Procedure, Record, Start, advise, run};

use crate::{DIRECTORY, SHIPPED, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stories {
    story: Vec<Story>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    name: String,
    #[serde(default)]
    begin: Start,
    steps: Vec<String>,
    /// Where it ends.
    stage: String,
    /// Minutes that clocks show then.
    #[serde(default)]
    clocks: BTreeMap<String, u32>,
    /// All of them, `too_few S8_police`.
    #[serde(default)]
    lapses: Vec<String>,
    /// All of them, by kind.
    #[serde(default)]
    advice: Vec<String>,
    /// Ways that are open.
    open: Option<Vec<String>>,
}

/// One line of a story: `did ask_to_stop`, `to S4_warning together`, `wait 30`; with `not` before it, it is refused.
fn event(step: &str) -> Option<(Event, String)> {
    let (step, by) = step.split_once(" by ").unwrap_or((step, "a"));
    let mut words = step.split_whitespace();
    let (verb, of) = (words.next()?, words.next().unwrap_or_default().to_owned());
    let rest: Vec<&str> = words.collect();
    let event = match verb {
        "did" => Event::Did { act: of },
        "saw" => Event::Saw { sign: of },
        "to" => Event::Moved {
            to: of,
            together: rest.contains(&"together"),
            reason: rest
                .contains(&"because")
                .then(|| "今夜のうちに命が危ない".to_owned()),
        },
        "placed" => Event::Placed { stage: of },
        "reasoned" => Event::Reasoned {
            stage: of,
            reason: "書いた".to_owned(),
        },
        "people" => Event::People {
            staff: of.parse().ok()?,
            visitors: rest.first()?.parse().ok()?,
            roles: rest.iter().skip(1).map(|role| (*role).to_owned()).collect(),
        },
        "danger" => Event::Danger,
        "calmed" => Event::Calmed,
        "withdrew" => Event::Withdrew,
        "undone" => Event::Undone,
        "agreed" => Event::Agreed { recipient: of },
        "revoked" => Event::Revoked { recipient: of },
        "approved" => Event::Approved { to: of },
        _ => return None,
    };
    Some((event, by.to_owned()))
}

fn lapse(lapse: &Lapse) -> String {
    match lapse {
        Lapse::TooFew { stage, .. } => format!("too_few {stage}"),
        Lapse::Alone { stage } => format!("alone {stage}"),
        Lapse::NoReason { stage } => format!("no_reason {stage}"),
        Lapse::Skipped { stage } => format!("skipped {stage}"),
    }
}

fn advice(advice: &Advice) -> &'static str {
    match advice {
        Advice::TooFew { .. } => "too_few",
        Advice::Apart { .. } => "apart",
        Advice::Second => "second",
        Advice::Reason { .. } => "reason",
    }
}

/// Walks the steps; gives the history, the moment, and what was taken or refused against what is written.
fn walked(procedure: &Procedure, story: &Story) -> (Vec<Record>, i64, Vec<String>) {
    let mut now = 1_000_000;
    let began = Event::Began(story.begin.clone());
    let mut history = vec![Record {
        at: now,
        by: "a".to_owned(),
        event: began,
    }];
    let mut faults = Vec::new();
    for step in &story.steps {
        if let Some(minutes) = step.strip_prefix("wait ") {
            now += 60 * minutes.parse::<i64>().unwrap_or_else(|_| panic!("{step}"));
            continue;
        }
        let (refused, step) = step
            .strip_prefix("not ")
            .map_or((false, step.as_str()), |step| (true, step));
        let (event, by) = event(step).unwrap_or_else(|| panic!("「{step}」 is no step"));
        history.push(Record { at: now, by, event });
        let no = run(procedure, &history).refused;
        if refused == no.is_empty() {
            faults.push(format!("{step}: {no:?}"));
        }
        if !no.is_empty() {
            history.pop();
        }
    }
    (history, now, faults)
}

/// What does not come out as written.
fn wrong(procedure: &Procedure, story: Story) -> Vec<String> {
    let (history, now, mut faults) = walked(procedure, &story);
    let Some(state) = run(procedure, &history).state else {
        return vec!["it never began".to_owned()];
    };
    let standing = advise(procedure, &state, now);
    let mut same = |what: &str, got: Vec<String>, mut wanted: Vec<String>| {
        let mut sorted = got;
        sorted.sort();
        wanted.sort();
        if sorted != wanted {
            faults.push(format!("{what}: {sorted:?}, not {wanted:?}"));
        }
    };
    same("stage", vec![standing.stage.clone()], vec![story.stage]);
    same(
        "lapses",
        state.lapses.iter().map(lapse).collect(),
        story.lapses,
    );
    same(
        "advice",
        standing
            .advice
            .iter()
            .map(|said| advice(said).to_owned())
            .collect(),
        story.advice,
    );
    if let Some(open) = story.open {
        let ways = standing.ways.iter().filter(|way| way.because.is_some());
        same("open", ways.map(|way| way.to.clone()).collect(), open);
    }
    for (clock, minutes) in story.clocks {
        let shown = standing.clocks.iter().find(|(id, _)| *id == clock);
        if shown.map(|(_, shown)| *shown) != Some(minutes) {
            faults.push(format!("{clock}: {shown:?}, not {minutes}"));
        }
    }
    faults
}

#[test]
fn every_story_comes_out_as_written() {
    let (mut told, mut all) = (0, Vec::new());
    for name in SHIPPED {
        let procedure = read(name);
        let path = format!("{DIRECTORY}/{name}.scenarios.toml");
        let text = std::fs::read_to_string(&path).expect("scenarios");
        let stories: Stories =
            toml::from_str(&text).unwrap_or_else(|fault| panic!("{path}: {fault}"));
        for story in stories.story {
            told += 1;
            let title = story.name.clone();
            all.extend(
                wrong(&procedure, story)
                    .into_iter()
                    .map(|fault| format!("{title}: {fault}")),
            );
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert!(told >= 20, "only {told} stories ran");
}
