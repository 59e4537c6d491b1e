//! Where it begins: in the middle, mostly.

use maud::{Markup, html};

use super::Counter;
use super::icons::{caption, icon};
use crate::page::words::marked;
use crate::procedure::Atom;

/// Pictures to begin by, and what is known so far. Nothing of it has to be filled in.
#[must_use]
pub fn start(counter: &Counter<'_>) -> Markup {
    let words = counter.words;
    html! {
        section.begin.stack data-view="start" {
            @if counter.practice { p.practice-mark { (words.say("counter-js-practice-mark", &[])) } }
            h1 tabindex="-1" { (words.say("counter-js-begin", &[])) }
            p.soft { (words.say("counter-js-begin-note", &[])) }
            (pictures(counter, "begin"))
            div.btns { button.btn.second type="button" data-begin="" { (words.say("counter-js-begin-first", &[])) } }
            h2 { (words.say("counter-js-so-far", &[])) }
            p.soft { (words.say("counter-js-so-far-note", &[])) }
            div.so-far {
                (number(counter, "minutes", "counter-js-so-far-minutes", 600))
                @if let Some(act) = counted(counter) { (number(counter, &format!("done-{act}"), "counter-js-so-far-requests", 20)) }
                (number(counter, "visitors", "counter-js-so-far-visitors", 99))
                (number(counter, "staff", "counter-js-so-far-staff", 99))
            }
            (places(counter))
        }
    }
}

/// The stages with a picture. `attribute` says what a press does: `begin` or `placed`.
pub(super) fn pictures(counter: &Counter<'_>, attribute: &str) -> Markup {
    html! {
        div.pictures {
            @for (_, stage) in counter.procedure.pictures() {
                @let picture = stage.picture.as_deref().unwrap_or_default();
                button.jump type="button" data-begin=[(attribute == "begin").then_some(&stage.id)] data-placed=[(attribute == "placed").then_some(&stage.id)] {
                    (icon(picture))
                    span {
                        @match caption(picture) {
                            Some(message) => (counter.words.say(message, &[])),
                            None => (marked(counter.of(&stage.name))),
                        }
                    }
                }
            }
        }
    }
}

fn number(counter: &Counter<'_>, id: &str, message: &str, most: u32) -> Markup {
    html! {
        div.number {
            label for={ "begin-" (id) } { (counter.words.say(message, &[])) }
            input type="number" inputmode="numeric" min="0" max=(most) id={ "begin-" (id) } data-start=(id) autocomplete="off";
        }
    }
}

/// The first act that a way asks for so and so often: the one that people have mostly done before they open this.
fn counted<'a>(counter: &Counter<'a>) -> Option<&'a str> {
    let p = counter.procedure;
    let guards = p.stages.iter().flat_map(|stage| &stage.next);
    let mut atoms = guards
        .flat_map(|edge| &edge.when)
        .flat_map(|guard| &guard.atoms);
    let act = atoms.find_map(|atom| match atom {
        Atom::Act { act, least } if *least > 1 => Some(*act),
        _ => None,
    })?;
    p.acts.get(act).map(|act| act.id.as_str())
}

fn places(counter: &Counter<'_>) -> Markup {
    html! {
        @if !counter.procedure.places.is_empty() {
            fieldset.places {
                legend { (counter.words.say("counter-js-place", &[])) }
                @for place in &counter.procedure.places {
                    label.choice { input type="radio" name="place" value=(place.id) data-start="place"; span { (marked(counter.of(&place.name))) } }
                }
            }
        }
    }
}
