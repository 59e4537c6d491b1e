//! Which promises the walked states break, and by which way.

use super::{Breach, Broken, Kind, Label, Node, Walk};
use crate::procedure::event::Event;

impl Walk<'_> {
    pub(super) fn told_alone(&self, breaches: &mut Vec<Breach>) {
        if let Some(step) = self.told.first().and_then(|at| self.edges.get(*at)) {
            self.breach(breaches, Broken::ToldAlone, step.to);
        }
    }

    pub(super) fn per_state(&self, breaches: &mut Vec<Breach>) {
        for (at, node) in self.nodes.iter().enumerate() {
            let Some(stage) = self.procedure.stage(node.state.stage) else {
                continue;
            };
            let happens = |event| self.after(&node.state, &Label::Happens(event, "a"));
            let reached =
                happens(Event::Danger).and_then(|state| self.procedure.stage(state.stage));
            if reached.is_none_or(|stage| stage.calls.as_deref() != Some("110")) {
                self.breach(breaches, Broken::DangerWaits, at);
            }
            let calm =
                self.procedure.calm.is_none() || stage.last || happens(Event::Calmed).is_some();
            if happens(Event::Withdrew).is_none() || !calm {
                self.breach(breaches, Broken::Held, at);
            }
            if node.state.ended && stage.channels.is_empty() {
                self.breach(breaches, Broken::NoChannel, at);
            }
        }
    }

    /// Stages that are reached only because somebody says so.
    pub(super) fn unreachable(&self, breaches: &mut Vec<Breach>) {
        let mut after: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for step in self.edges.iter().filter(|step| step.kind != Kind::Placed) {
            if let Some(after) = after.get_mut(step.from) {
                after.push(step.to);
            }
        }
        let mut known = vec![false; self.nodes.len()];
        let mut open = vec![0];
        while let Some(at) = open.pop() {
            if let Some(seen @ false) = known.get_mut(at) {
                *seen = true;
                open.extend(after.get(at).into_iter().flatten());
            }
        }
        let reached = |stage| {
            self.nodes
                .iter()
                .zip(&known)
                .any(|(node, known)| *known && node.state.stage == stage)
        };
        for stage in (0..self.procedure.stages.len()).filter(|stage| !reached(*stage)) {
            breaches.push(Breach {
                what: Broken::Unreachable,
                stage,
                path: Vec::new(),
            });
        }
    }

    /// Backwards from the ends, over ordinary steps alone.
    pub(super) fn dead_ends(&self, breaches: &mut Vec<Breach>) {
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for step in self.edges.iter().filter(|step| step.kind == Kind::Ordinary) {
            if let Some(before) = before.get_mut(step.to) {
                before.push(step.from);
            }
        }
        let ends = |node: &Node| {
            self.procedure
                .stage(node.state.stage)
                .is_some_and(|stage| stage.last)
        };
        let mut good: Vec<bool> = self.nodes.iter().map(ends).collect();
        let mut open: Vec<usize> = (0..good.len())
            .filter(|at| good.get(*at) == Some(&true))
            .collect();
        while let Some(at) = open.pop() {
            for from in before.get(at).into_iter().flatten() {
                if let Some(known @ false) = good.get_mut(*from) {
                    *known = true;
                    open.push(*from);
                }
            }
        }
        // Nodes lie in the order in which they were found: the first is the nearest.
        if let Some(at) = good.iter().position(|good| !good) {
            self.breach(breaches, Broken::DeadEnd, at);
        }
    }

    fn breach(&self, breaches: &mut Vec<Breach>, what: Broken, at: usize) {
        if breaches.iter().any(|breach| breach.what == what) {
            return;
        }
        let stage = self.nodes.get(at).map_or(0, |node| node.state.stage);
        breaches.push(Breach {
            what,
            stage,
            path: self.path(at),
        });
    }

    fn path(&self, mut at: usize) -> Vec<String> {
        let mut path = Vec::new();
        while let Some(node) = self.nodes.get(at) {
            path.push(self.name(&node.label));
            let Some(from) = node.from else { break };
            at = from;
        }
        path.reverse();
        path
    }

    fn name(&self, label: &Label) -> String {
        match label {
            Label::Begin => self.procedure.stage_id(0).to_owned(),
            Label::Wait(clock) => self
                .procedure
                .clocks
                .get(*clock)
                .map_or(String::new(), |clock| clock.id.clone()),
            Label::Happens(event, _) => match event {
                Event::Did { act } => act.clone(),
                Event::Saw { sign } => sign.clone(),
                Event::Moved { to, .. } | Event::Placed { stage: to } | Event::Approved { to } => {
                    to.clone()
                }
                Event::Agreed { recipient } => format!("agreed:{recipient}"),
                Event::Revoked { recipient } => format!("revoked:{recipient}"),
                Event::Danger => "danger".to_owned(),
                Event::Calmed => "calm".to_owned(),
                _ => String::new(),
            },
        }
    }
}
