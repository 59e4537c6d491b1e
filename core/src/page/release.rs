//! A year's table before it is signed: true numbers, what of them would be said, and how near the attack comes.

use maud::{Markup, html};

use super::words::Words;
use crate::calendar::{day_of_year_in, fiscal_year_in};
use crate::disclosure::{Count, Hidden, Line};
use crate::release::Draft;

/// The preview for the lead alone. `before` is the number of releases that it follows.
#[must_use]
pub fn preview(words: &Words, draft: &Draft, before: usize) -> Markup {
    let body = &draft.body;
    let year = fiscal_year_in(body.year, words.lang());
    let ((epoch, first, last), rule) = (draft.roster, &body.rule);
    let cases: u32 = draft.counts.iter().map(|count| count.cases).sum();
    html! {
        h3 { (words.of_year("desk-js-release-preview", &year)) }
        p.soft { (words.say("desk-js-release-before", &[("n", &before.to_string())])) }
        @if let Some(mark) = body.before {
            p.soft { (words.say("desk-js-release-before-mark", &[])) " " span.mono { (short(&mark.to_string())) } }
        }
        p.soft { (words.say("desk-js-release-roster", &[("epoch", &epoch.to_string()), ("first", &day_of_year_in(first, words.lang())), ("last", &day_of_year_in(last, words.lang()))])) }
        p.soft { (words.say("desk-js-release-rule-is", &[
            ("k", &rule.k.to_string()), ("sensitive", &rule.k_sensitive.to_string()), ("step", &rule.round_to.to_string()),
            ("zero", &rule.zero_from.to_string()), ("visible", &rule.visible_percent.to_string()), ("known", &rule.others_known.to_string()),
        ])) }
        @if let Some(why) = body.sentence {
            p.note { (words.say(&format!("desk-js-release-{}", why.code()), &[])) }
        }
        table.numbers.preview {
            thead { tr {
                th scope="col" { (words.say("desk-js-release-family", &[])) }
                th.number scope="col" { (words.say("desk-js-release-true", &[])) }
                th.number scope="col" { (words.say("desk-js-release-told", &[])) }
                th.number scope="col" { (words.say("desk-js-release-public", &[])) }
            } }
            tbody {
                @for (family, count) in body.families.iter().zip(&draft.counts) {
                    @let line = draft.lines.iter().find(|line| line.family == count.family);
                    tr data-family=(family.id) {
                        th scope="row" { (words.policy(&family.name)) (why(words, line)) }
                        td.number { (count.cases) }
                        td.number { (count.told) }
                        td.number.public { (public(line)) }
                    }
                }
            }
            tfoot { tr {
                th scope="row" { (words.say("desk-js-release-total", &[])) }
                td.number { (cases) }
                td.number { (told(&draft.counts)) }
                td.number.public { @if let Some(total) = body.total { (total) } @else { "-" } }
            } }
        }
    }
}

fn told(counts: &[Count]) -> u32 {
    counts.iter().map(|count| count.told).sum()
}

/// As it would stand in public.
fn public(line: Option<&Line>) -> String {
    match line.map(|line| line.shown) {
        Some(Some(cases)) => cases.to_string(),
        Some(None) => "x".to_owned(),
        None => "-".to_owned(),
    }
}

/// Why an x stands there, and between which numbers the attack places it.
fn why(words: &Words, line: Option<&Line>) -> Markup {
    let Some((hidden, line)) = line.and_then(|line| Some((line.hidden?, line))) else {
        return html! {};
    };
    let id = match hidden {
        Hidden::Few => "desk-js-release-why-few",
        Hidden::Zero => "desk-js-release-why-zero",
        Hidden::Cover => "desk-js-release-why-cover",
    };
    html! {
        small.soft {
            br;
            (words.say(id, &[]))
            @if let Some(near) = line.attacked {
                " " (words.say("desk-js-release-near", &[("least", &near.least.to_string()), ("most", &near.most.to_string())]))
            }
        }
    }
}

/// Enough of a digest to compare with a copy of one's own.
fn short(digest: &str) -> String {
    digest.chars().take(16).collect()
}
