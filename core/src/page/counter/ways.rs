//! Ways on from the present stage: open ones as buttons, the others with what they still lack.

use maud::{Markup, html};

use super::Incident;
use crate::page::words::marked;
use crate::procedure::{Lack, Way};

pub(super) fn ways(incident: &Incident<'_>) -> Markup {
    // A way with a condition comes before the one that is always open; that one closes the incident.
    let (asked, always): (Vec<&Way>, Vec<&Way>) = incident
        .standing
        .ways
        .iter()
        .partition(|way| way.because.as_deref() != Some(""));
    html! {
        div.ways.stack {
            @for way in asked {
                @if way.because.is_some() { (open(incident, way, "btn")) } @else { (shut(incident, way)) }
            }
            @for way in always { (open(incident, way, "btn second")) }
        }
    }
}

fn open(incident: &Incident<'_>, way: &Way, look: &str) -> Markup {
    let c = &incident.counter;
    let name = c.stage_name(&way.to);
    let next = |id: &str| marked(&c.words.told(id, &[("stage", &name)]));
    html! {
        div.btns data-way=(way.to) {
            @if way.persons > 1 {
                button class=(look) type="button" data-moved=(way.to) data-together="yes" { (next("counter-js-next-two")) }
                button.btn.text type="button" data-moved=(way.to) { (next("counter-js-next-alone")) }
            } @else {
                button class=(look) type="button" data-moved=(way.to) { (next("counter-js-next")) }
            }
        }
    }
}

fn shut(incident: &Incident<'_>, way: &Way) -> Markup {
    let c = &incident.counter;
    let any: Vec<String> = way
        .lacking
        .iter()
        .map(|all| {
            let all: Vec<String> = all.iter().map(|lack| lacks(incident, lack)).collect();
            all.join(&c.words.told("counter-js-and", &[]))
        })
        .collect();
    let any = any.join(&c.words.told("counter-js-or", &[]));
    let name = c.stage_name(&way.to);
    html! {
        p.soft data-way=(way.to) { (marked(&c.words.told("counter-js-not-yet", &[("stage", &name), ("lacking", &any)]))) }
    }
}

fn lacks(incident: &Incident<'_>, lack: &Lack) -> String {
    let c = &incident.counter;
    let n = lack.more.to_string();
    if let Some(sign) = c.sign_name(&lack.of) {
        return if lack.more == 1 {
            sign.to_owned()
        } else {
            c.words
                .told("counter-js-more-times", &[("name", sign), ("n", &n)])
        };
    }
    let Some(clock) = c.clock_name(&lack.of) else {
        let act = c.act_name(&lack.of);
        return c
            .words
            .told("counter-js-more-times", &[("name", &act), ("n", &n)]);
    };
    let runs = incident
        .standing
        .clocks
        .iter()
        .any(|(id, _)| *id == lack.of);
    let id = if runs {
        "counter-js-more-minutes"
    } else {
        "counter-js-minutes-of"
    };
    c.words.told(id, &[("name", clock), ("n", &n)])
}
