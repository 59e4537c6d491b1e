//! Runs the scenarios that lie beside the policy files.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail by panicking"
)]

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use sotomado_core::calendar::{Day, Wall, first_answer, is_reading_now, last_kept_day};
use sotomado_core::disclosure::{Count, Decision, decide};
use sotomado_core::ids::Digest;
use sotomado_core::policy::{APART, Office, Policies};
use sotomado_core::work::{About, Calendar, Happened, due, promised};

const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenarios {
    #[serde(default)]
    first_answer: Vec<FirstAnswer>,
    #[serde(default)]
    reading: Vec<Reading>,
    #[serde(default)]
    kept: Vec<Kept>,
    #[serde(default)]
    open: Vec<Open>,
    #[serde(default)]
    table: Vec<Table>,
    #[serde(default)]
    route: Vec<Routed>,
    #[serde(default)]
    due: Vec<Dues>,
    #[serde(default)]
    referral: Vec<Referred>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Referred {
    name: String,
    employment: String,
    offers: Vec<String>,
    /// What only some of them can use.
    #[serde(default)]
    some: Vec<String>,
}

impl Referred {
    fn found(&self, policies: &Policies) -> (Vec<String>, Vec<String>) {
        let all = || policies.referrals.referrals.iter();
        let of = &self.employment;
        (
            all()
                .filter(|one| one.is_for(of))
                .map(|one| one.id.clone())
                .collect(),
            all()
                .filter(|one| !one.is_for(of) && one.is_for_some(of))
                .map(|one| one.id.clone())
                .collect(),
        )
    }
}

impl Routed {
    /// Who may be told, and who is asked first, by id.
    fn found(&self, policies: &Policies) -> (Vec<String>, Vec<String>) {
        let way = policies.routes.way(&self.concerns);
        let ids = |offices: &[&Office]| -> Vec<String> {
            offices.iter().map(|office| office.id.clone()).collect()
        };
        (ids(&way.to), ids(&way.first))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dues {
    name: String,
    happened: Vec<String>,
    due: Vec<String>,
    /// The day that the reporter is told, where it is looked at; empty for none.
    promised: Option<String>,
}

impl Dues {
    /// What is due, in the words of the file.
    fn found(&self, policies: &Policies) -> (Vec<String>, String) {
        let happened: Vec<Happened> = self.happened.iter().map(|line| moment(line)).collect();
        let calendar = Calendar {
            holidays: &policies.holidays,
            hours: &policies.hours,
        };
        let ends = policies.course.stages.iter().filter(|stage| stage.last);
        let last: Vec<&str> = ends.map(|stage| stage.id.as_str()).collect();
        let all = due(&policies.clocks, calendar, &last, &happened);
        let written = all.iter().map(|due| match due.at.map(Wall::of) {
            Some(Wall { day, minute }) => {
                format!("{} {day}T{:02}:{:02}", due.id, minute / 60, minute % 60)
            }
            None => format!("{} {}", due.id, due.day),
        });
        let promised = promised(&all).map_or_else(String::new, |day| day.to_string());
        (written.collect(), promised)
    }

    fn holds(&self, (due, promised): &(Vec<String>, String)) -> bool {
        let told = self.promised.as_ref();
        *due == self.due && told.is_none_or(|wanted| wanted == promised)
    }
}

fn moment(line: &str) -> Happened {
    let (when, what) = line.split_once(' ').expect("a time and what happened");
    // The day on which it was may stand behind it, or whom it is about.
    let (what, rest) = what.split_once(' ').unwrap_or((what, ""));
    let about = rest.strip_prefix("to:").map(|recipient| About {
        proposal: Digest::of(recipient.as_bytes()),
        recipient: recipient.to_owned(),
    });
    let on = (!rest.is_empty() && about.is_none()).then(|| Day::parse(rest).expect("a day"));
    Happened {
        at: at(when),
        what: what.to_owned(),
        on,
        about,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Routed {
    name: String,
    concerns: Vec<String>,
    to: Vec<String>,
    #[serde(default)]
    first: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    name: String,
    cases: BTreeMap<String, u32>,
    told: BTreeMap<String, u32>,
    /// -1 for x.
    #[serde(default)]
    shown: BTreeMap<String, i64>,
    total: Option<u32>,
    sentence: Option<String>,
}

impl Table {
    /// What is decided, in the words of the file.
    fn decided(&self, policies: &Policies) -> (BTreeMap<String, i64>, Option<u32>, Option<String>) {
        let families = policies.taxonomy.families.iter();
        let counts: Vec<Count> = families
            .map(|family| Count {
                family: family.id.clone(),
                cases: self.cases.get(&family.id).copied().unwrap_or(0),
                told: self.told.get(&family.id).copied().unwrap_or(0),
            })
            .collect();
        match decide(2026, &counts, &policies.disclosure.rule, &[]).expect("decided") {
            Decision::Sentence(why) => (BTreeMap::new(), None, Some(why.code().to_owned())),
            Decision::Table(proposal) => {
                let lines = proposal.lines.into_iter();
                let shown = lines.map(|line| (line.family, line.shown.map_or(-1, i64::from)));
                (shown.collect(), Some(proposal.total), None)
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstAnswer {
    name: String,
    at: String,
    day: Day,
    hour: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    name: String,
    at: String,
    open: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    name: String,
    arrived: Day,
    last: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    name: String,
    at: String,
    answers: Vec<String>,
    first: String,
}

impl Open {
    /// Who answers at that moment, and who stands first.
    fn found(&self, policies: &Policies) -> (Vec<String>, Option<String>) {
        let shown = policies
            .contacts
            .at(&policies.holidays, Some("shiojiri"), at(&self.at));
        let open = shown.iter().filter(|(_, open)| *open);
        let answers = open.map(|(contact, _)| contact.id.clone()).collect();
        (
            answers,
            shown.first().map(|(contact, _)| contact.id.clone()),
        )
    }
}

fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for folder in [&[""], APART.as_slice()].concat() {
        for entry in std::fs::read_dir(format!("{DIRECTORY}/{folder}")).expect("policies") {
            let path = entry.expect("entry").path();
            if path.is_file() {
                let name = path.file_name().expect("name").to_string_lossy();
                let bytes = std::fs::read(&path).expect("file");
                files.push((format!("{folder}{name}"), bytes));
            }
        }
    }
    files
}

fn at(text: &str) -> Timestamp {
    format!("{text}:00+09:00")
        .parse()
        .expect("a time like 2026-11-27T17:30")
}

fn listed(faults: Vec<sotomado_core::policy::PolicyFault>) -> String {
    faults
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn every_scenario_comes_out_as_written() {
    let policies = Policies::load(&files())
        .map_err(listed)
        .expect("good policies");
    let (mut ran, mut wrong) = (0, Vec::new());
    let mut check = |name: &str, good: bool, got: String| {
        ran += 1;
        if !good {
            wrong.push(format!("{name}: {got}"));
        }
    };
    for (file, bytes) in files()
        .into_iter()
        // The stories of procedures are told by a test of their own.
        .filter(|(name, _)| name.ends_with(".scenarios.toml") && !name.starts_with("procedures/"))
    {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let all: Scenarios =
            toml::from_str(&text).unwrap_or_else(|fault| panic!("{file}: {fault}"));
        for s in all.first_answer {
            let got = first_answer(&policies, at(&s.at));
            check(
                &s.name,
                got == (s.day, s.hour),
                format!("{} {}", got.0, got.1),
            );
        }
        for s in all.reading {
            let got = is_reading_now(&policies, at(&s.at));
            check(&s.name, got == s.open, got.to_string());
        }
        for s in all.kept {
            let got = last_kept_day(&policies, s.arrived);
            check(&s.name, got == s.last, got.to_string());
        }
        for s in all.route {
            let got = s.found(&policies);
            check(&s.name, got == (s.to, s.first), format!("{got:?}"));
        }
        for s in all.due {
            let got = s.found(&policies);
            check(&s.name, s.holds(&got), format!("{got:?}"));
        }
        for s in all.referral {
            let got = s.found(&policies);
            check(&s.name, got == (s.offers, s.some), format!("{got:?}"));
        }
        for s in all.table {
            let got = s.decided(&policies);
            let wanted = (s.shown.clone(), s.total, s.sentence.clone());
            check(&s.name, got == wanted, format!("{got:?}"));
        }
        for s in all.open {
            let got = s.found(&policies);
            let wanted = (s.answers.clone(), Some(s.first.clone()));
            check(&s.name, got == wanted, format!("{got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran >= 75, "only {ran} scenarios ran");
}

#[test]
fn holidays_are_known_for_the_life_of_any_roster_made_this_year() {
    let policies = Policies::load(&files())
        .map_err(listed)
        .expect("good policies");
    assert!(policies.holidays.known_until() >= policies.holidays.as_of.plus_days(400));
}
