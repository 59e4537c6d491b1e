//! The record on one A4 sheet, and the same as plain text.

use std::fmt::Write as _;

use jiff::Timestamp;
use maud::{Markup, html};

use super::Incident;
use crate::calendar::{Wall, day_in, day_of_year_in};
use crate::page::words::{bare, marked};
use crate::procedure::{Event, Lapse};

/// Lines that are filled in by hand.
const BY_HAND: [&str; 4] = [
    "counter-js-hand-police",
    "counter-js-hand-injury",
    "counter-js-hand-recording",
    "counter-js-hand-signed",
];

/// When the record became a case at the desk.
const FILED: &str = "counter-js-sheet-filed";

/// The sheet.
#[must_use]
pub fn sheet(incident: &Incident<'_>) -> Markup {
    let c = &incident.counter;
    let words = c.words;
    html! {
        section.sheet.stack data-view="sheet" {
            @if c.practice { p.practice-mark { (words.say("counter-js-practice-sheet", &[])) } }
            h1 tabindex="-1" { (words.say("counter-js-sheet", &[])) }
            dl.four {
                @for (id, value) in heads(incident) {
                    // Whoever the paper is handed to need not know that the desk was told.
                    div.no-print[id == FILED] { dt { (words.say(id, &[])) } dd { (marked(&value)) } }
                }
            }
            h2 { (words.say("counter-js-sheet-times", &[])) }
            table.times {
                thead { tr { th scope="col" { (words.say("counter-js-sheet-time", &[])) } th scope="col" { (words.say("counter-js-sheet-what", &[])) } } }
                tbody { @for (time, what) in lines(incident) { tr { th scope="row" { (time) } td { (marked(&what)) } } } }
            }
            @for (id, all) in lists(incident) {
                @if !all.is_empty() {
                    h2 { (words.say(id, &[])) }
                    ul.points { @for line in all { li { (marked(&line)) } } }
                }
            }
            dl.by-hand {
                @for id in BY_HAND { div { dt { (words.say(id, &[])) } dd {} } }
            }
        }
    }
}

/// The same as plain text, for the desk.
#[must_use]
pub fn text(incident: &Incident<'_>) -> String {
    let words = incident.counter.words;
    let mut text = String::new();
    let _ = writeln!(text, "{}", words.plain("counter-js-sheet", &[]));
    for (id, value) in heads(incident) {
        let _ = writeln!(
            text,
            "{}{}{}",
            words.plain(id, &[]),
            words.colon(),
            bare(&value)
        );
    }
    let _ = writeln!(text, "\n{}", words.plain("counter-js-sheet-times", &[]));
    for (time, what) in lines(incident) {
        let _ = writeln!(text, "{time} {}", bare(&what));
    }
    for (id, all) in lists(incident) {
        if !all.is_empty() {
            let _ = writeln!(text, "\n{}", words.plain(id, &[]));
            for line in all {
                let _ = writeln!(text, "{}{}", words.bullet(), bare(&line));
            }
        }
    }
    text
}

fn wall(at: i64) -> Option<Wall> {
    Timestamp::from_second(at).ok().map(Wall::of)
}

fn clock(at: i64) -> String {
    wall(at)
        .map(|wall| format!("{}:{:02}", wall.minute / 60, wall.minute % 60))
        .unwrap_or_default()
}

fn heads(incident: &Incident<'_>) -> Vec<(&'static str, String)> {
    let (c, state) = (&incident.counter, incident.state);
    let began = state
        .clocks
        .iter()
        .zip(&c.procedure.clocks)
        .find(|(_, clock)| clock.from == crate::procedure::ClockFrom::Start)
        .and_then(|(begun, _)| *begun)
        .unwrap_or(state.last);
    let day = wall(began).map(|wall| day_of_year_in(wall.day, c.words.lang()));
    let people = c.people(state.staff, state.visitors);
    let place = state.place.and_then(|place| c.procedure.places.get(place));
    let mut heads = vec![
        ("counter-js-sheet-day", day.unwrap_or_default()),
        (
            "counter-js-sheet-span",
            [clock(began), clock(state.last)].join(c.words.until()),
        ),
        (
            "counter-js-sheet-where",
            match place {
                Some(place) => format!("{} {}", c.organisation, c.of(&place.name)),
                None => c.organisation.to_owned(),
            },
        ),
        ("counter-js-sheet-people", people),
        (
            "counter-js-sheet-stage",
            c.stage_name(&incident.standing.stage),
        ),
    ];
    let police = called(incident);
    if !police.is_empty() {
        heads.push(("counter-js-sheet-police", police.join(c.words.between())));
    }
    if let Some((at, filed)) = incident.run.filed.and_then(|at| Some((at, wall(at)?))) {
        let day = day_in(filed.day, c.words.lang());
        heads.push((FILED, format!("{day} {}", clock(at))));
    }
    heads
}

/// When 110 was called, as far as somebody said so.
fn called(incident: &Incident<'_>) -> Vec<String> {
    let kept = incident
        .run
        .kept
        .iter()
        .filter_map(|at| incident.history.get(*at));
    kept.filter(|record| matches!(&record.event, Event::Did { act } if act == "call_110"))
        .map(|record| clock(record.at))
        .collect()
}

fn lines(incident: &Incident<'_>) -> Vec<(String, String)> {
    let kept = incident
        .run
        .kept
        .iter()
        .filter_map(|at| incident.history.get(*at));
    kept.map(|record| (clock(record.at), incident.happened(record)))
        .filter(|(_, what)| !what.is_empty())
        .collect()
}

/// Counts, reasons, lapses and the ways that stay open.
fn lists(incident: &Incident<'_>) -> [(&'static str, Vec<String>); 4] {
    let (c, state) = (&incident.counter, incident.state);
    let counted = c.procedure.acts.iter().enumerate().filter_map(|(at, act)| {
        let n = state.act(at);
        // What was done once stands among the lines already.
        (n > 1).then(|| {
            c.words.told(
                "counter-js-times-of",
                &[("name", c.of(&act.name)), ("n", &n.to_string())],
            )
        })
    });
    let reasons = state.reasons.iter().map(|(at, reason)| {
        let stage = c.stage_name(c.procedure.stage_id(*at));
        let reason = c.reason(*at, reason);
        c.words.told(
            "counter-js-line-reason",
            &[("stage", &stage), ("reason", &reason)],
        )
    });
    let lapses = state.lapses.iter().map(|lapse| missed(incident, lapse));
    let stage = c.procedure.stage(state.stage);
    let channels = stage.map_or(&[][..], |stage| &stage.channels);
    let channels = channels.iter().map(|channel| c.of(channel).to_owned());
    [
        ("counter-js-sheet-counts", counted.collect()),
        ("counter-js-sheet-reasons", reasons.collect()),
        ("counter-js-sheet-lapses", lapses.collect()),
        ("counter-js-channels", channels.collect()),
    ]
}

fn missed(incident: &Incident<'_>, lapse: &Lapse) -> String {
    let c = &incident.counter;
    let told = |id: &str, stage: &str, more: &[(&str, &str)]| {
        let name = c.stage_name(stage);
        let mut values = vec![("stage", name.as_str())];
        values.extend(more);
        c.words.told(id, &values)
    };
    match lapse {
        Lapse::TooFew { stage, have, need } => {
            let (have, need) = (have.to_string(), need.to_string());
            told(
                "counter-js-lapse-few",
                stage,
                &[("have", &have), ("need", &need)],
            )
        }
        Lapse::Alone { stage } => told("counter-js-lapse-alone", stage, &[]),
        Lapse::NoReason { stage } => told("counter-js-lapse-reason", stage, &[]),
        Lapse::Skipped { stage } => told("counter-js-lapse-skipped", stage, &[]),
    }
}
