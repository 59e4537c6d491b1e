//! Names of a procedure's parts in the language of the page, marks of ruby left in.

use super::Counter;
use crate::policy::Text;
use crate::procedure::{Atom, Guard};

impl Counter<'_> {
    pub(super) fn of<'t>(&self, text: &'t Text) -> &'t str {
        self.words.of(text)
    }

    pub(super) fn stage_name(&self, id: &str) -> String {
        let stage = self.procedure.stage_named(id);
        let stage = stage.and_then(|at| self.procedure.stage(at));
        stage.map_or_else(|| id.to_owned(), |stage| self.of(&stage.name).to_owned())
    }

    /// How many are here; where nobody counted, that is said.
    pub(super) fn people(&self, staff: u32, visitors: u32) -> String {
        let values = [
            ("staff", &*self.heads(staff)),
            ("visitors", &*self.heads(visitors)),
        ];
        self.words.told("counter-js-people", &values)
    }

    pub(super) fn heads(&self, count: u32) -> String {
        match count {
            0 => self.words.told("counter-js-people-unknown", &[]),
            _ => count.to_string(),
        }
    }

    pub(super) fn role_name(&self, id: &str) -> String {
        let role = self.procedure.roles.iter().find(|role| role.id == id);
        role.map_or_else(|| id.to_owned(), |role| self.of(&role.name).to_owned())
    }

    pub(super) fn act_name(&self, id: &str) -> String {
        let act = self.procedure.acts.iter().find(|act| act.id == id);
        act.map_or_else(|| id.to_owned(), |act| self.of(&act.name).to_owned())
    }

    pub(super) fn sign_name(&self, id: &str) -> Option<&str> {
        let sign = self.procedure.signs.iter().find(|sign| sign.id == id);
        sign.map(|sign| self.of(&sign.name))
    }

    pub(super) fn clock_name(&self, id: &str) -> Option<&str> {
        let clock = self.procedure.clocks.iter().find(|clock| clock.id == id);
        clock.map(|clock| self.of(&clock.name))
    }

    /// Why a stage was entered, as people say it: a condition of a way there, a sign, or words of somebody's own.
    pub(super) fn reason(&self, stage: usize, reason: &str) -> String {
        let ways = self.procedure.stages.iter().flat_map(|stage| &stage.next);
        let guard = ways
            .filter(|edge| edge.to == stage)
            .flat_map(|edge| &edge.when)
            .find(|guard| guard.text == reason);
        if let Some(guard) = guard {
            return self.condition(guard);
        }
        match self.sign_name(reason) {
            Some(sign) => sign.to_owned(),
            None => crate::page::words::unmark(reason),
        }
    }

    /// A condition that is met.
    pub(super) fn condition(&self, guard: &Guard) -> String {
        let atoms: Vec<String> = guard.atoms.iter().map(|atom| self.atom(*atom)).collect();
        atoms.join(&self.words.told("counter-js-and", &[]))
    }

    fn atom(&self, atom: Atom) -> String {
        let p = self.procedure;
        match atom {
            Atom::Act { act, least } => {
                let name = p.acts.get(act).map_or("", |act| self.of(&act.name));
                self.times(name, least)
            }
            Atom::Sign { sign, least } => {
                let name = p.signs.get(sign).map_or("", |sign| self.of(&sign.name));
                self.times(name, least)
            }
            Atom::Clock { clock, minutes } => {
                let name = p.clocks.get(clock).map_or("", |clock| self.of(&clock.name));
                let n = minutes.to_string();
                self.words
                    .told("counter-js-minutes-of", &[("name", name), ("n", &n)])
            }
        }
    }

    fn times(&self, name: &str, times: u32) -> String {
        if times < 2 {
            return name.to_owned();
        }
        let n = times.to_string();
        self.words
            .told("counter-js-times-of", &[("name", name), ("n", &n)])
    }
}
