//! The counter procedure at a moment: what its history comes to, and how to show it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Fault;
use crate::page::counter::{Counter, Incident, running, sheet, start, text};
use crate::page::words::{Words, unmark};
use crate::policy::{Lang, signed_procedure};
use crate::procedure::{Procedure, Record, Refusal, Run, Standing, State, advise, run};

#[derive(Deserialize)]
pub(super) struct CounterQuestion {
    /// The text that the roster names.
    procedure: String,
    #[serde(default)]
    history: Vec<Record>,
    /// Seconds since 1970.
    now: i64,
    /// How to draw it; without this nothing is drawn.
    draw: Option<Draw>,
}

#[derive(Deserialize)]
struct Draw {
    show: Show,
    lang: Lang,
    /// Messages by id.
    words: BTreeMap<String, String>,
    #[serde(default)]
    practice: bool,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    help: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Show {
    Start,
    Running,
    Sheet,
}

#[derive(Serialize)]
pub(super) struct CounterAnswer {
    /// `None` before it begins.
    state: Option<State>,
    standing: Option<Standing>,
    /// The roles of `state` by id.
    roles: Vec<String>,
    /// How many records count.
    kept: usize,
    /// Places of those that do not, and why.
    refused: Vec<(usize, Refusal)>,
    /// When it last became a case at the desk, in seconds since 1970.
    filed: Option<i64>,
    html: Option<String>,
    /// The sheet as plain text.
    text: Option<String>,
}

thread_local! {
    /// The text read last, with what it says: a public file, which costs more to read than all steps of an incident.
    static LAST: RefCell<Option<(String, Procedure)>> = const { RefCell::new(None) };
}

pub(super) fn answer(mut asked: CounterQuestion) -> Result<CounterAnswer, Fault> {
    LAST.with_borrow_mut(|last| {
        if last
            .as_ref()
            .is_none_or(|(text, _)| *text != asked.procedure)
        {
            let text = std::mem::take(&mut asked.procedure);
            let procedure =
                signed_procedure("counter.toml", &text).map_err(|_| Fault::of("procedure"))?;
            *last = Some((text, procedure));
        }
        let (_, procedure) = last.as_ref().ok_or(Fault::of("procedure"))?;
        Ok(of(procedure, asked))
    })
}

fn of(procedure: &Procedure, asked: CounterQuestion) -> CounterAnswer {
    let run = run(procedure, &asked.history);
    let standing = run
        .state
        .as_ref()
        .map(|state| advise(procedure, state, asked.now));
    let (html, text) = match asked.draw {
        Some(how) => drawn(procedure, &asked.history, &run, standing.as_ref(), how),
        None => (None, None),
    };
    let roles = run.state.iter().flat_map(|state| &state.roles);
    CounterAnswer {
        roles: roles
            .filter_map(|role| procedure.roles.get(*role).map(|role| role.id.clone()))
            .collect(),
        kept: run.kept.len(),
        standing,
        refused: run.refused,
        filed: run.filed,
        state: run.state,
        html,
        text,
    }
}

fn drawn(
    procedure: &Procedure,
    history: &[Record],
    run: &Run,
    standing: Option<&Standing>,
    how: Draw,
) -> (Option<String>, Option<String>) {
    let words = Words::new(how.lang, how.words);
    let organisation = unmark(&how.organisation);
    let help: Vec<String> = how.help.iter().map(|name| unmark(name)).collect();
    let counter = Counter {
        words: &words,
        procedure,
        practice: how.practice,
        organisation: &organisation,
        help: &help,
    };
    let (Some(state), Some(standing)) = (&run.state, standing) else {
        let begins = how.show == Show::Start;
        return (begins.then(|| start(&counter).into_string()), None);
    };
    let incident = Incident {
        counter,
        history,
        run,
        state,
        standing,
    };
    match how.show {
        Show::Start => (Some(start(&counter).into_string()), None),
        Show::Running => (Some(running(&incident).into_string()), None),
        Show::Sheet => (Some(sheet(&incident).into_string()), Some(text(&incident))),
    }
}
