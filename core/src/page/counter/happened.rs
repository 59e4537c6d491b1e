//! One record as a line of the sheet, marks left in.

use super::Incident;
use crate::page::words::unmark;
use crate::procedure::{Event, Record, Start};

impl Incident<'_> {
    pub(super) fn happened(&self, record: &Record) -> String {
        let c = &self.counter;
        let told = |id: &str, values: &[(&str, &str)]| c.words.told(id, values);
        let stage = |id: &str| c.stage_name(id);
        match &record.event {
            Event::Began(start) => self.began(start),
            // By its name alone: which words were said, nobody wrote down.
            Event::Did { act } => c.act_name(act),
            Event::Saw { sign } => {
                let name = c.sign_name(sign).unwrap_or_default();
                told("counter-js-line-saw", &[("sign", name)])
            }
            Event::People {
                staff,
                visitors,
                roles,
            } => {
                let who = c.people(*staff, *visitors);
                let roles: Vec<String> = roles.iter().map(|role| c.role_name(role)).collect();
                if roles.is_empty() {
                    who
                } else {
                    format!("{who} {}", roles.join(c.words.between()))
                }
            }
            Event::Moved { to, together, .. } => {
                let id = if *together {
                    "counter-js-line-moved-two"
                } else {
                    "counter-js-line-moved"
                };
                told(id, &[("stage", &stage(to))])
            }
            Event::Placed { stage: to } => told("counter-js-line-placed", &[("stage", &stage(to))]),
            Event::Reasoned { stage: of, reason } => told(
                "counter-js-line-reason",
                &[("stage", &stage(of)), ("reason", &unmark(reason))],
            ),
            Event::Danger => told("counter-js-line-danger", &[]),
            Event::Calmed => told("counter-js-calmed", &[]),
            Event::Withdrew => told("counter-js-withdrew", &[]),
            // Steps of a case at the desk, and what was undone, stand on no sheet of the counter; that it was filed stands at its
            // head.
            Event::Agreed { .. }
            | Event::Revoked { .. }
            | Event::Approved { .. }
            | Event::Filed
            | Event::Undone => String::new(),
        }
    }

    fn began(&self, start: &Start) -> String {
        let c = &self.counter;
        let stage = start
            .stage
            .clone()
            .unwrap_or_else(|| c.procedure.stage_id(0).to_owned());
        let mut line = c
            .words
            .told("counter-js-line-began", &[("stage", &c.stage_name(&stage))]);
        if start.minutes > 0 {
            let n = start.minutes.to_string();
            line.push_str(&c.words.told("counter-js-line-began-minutes", &[("n", &n)]));
        }
        for (act, times) in &start.done {
            let (name, n) = (c.act_name(act), times.to_string());
            line.push_str(c.words.between());
            line.push_str(
                &c.words
                    .told("counter-js-times-of", &[("name", &name), ("n", &n)]),
            );
        }
        line
    }
}
