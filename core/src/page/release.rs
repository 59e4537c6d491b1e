//! A year's table before it is signed: true numbers, what of them would be said, and how near the attack comes.

use maud::{Markup, html};

use super::words::{Words, marked};
use crate::calendar::{Day, day_of_year_in, fiscal_year_in};
use crate::disclosure::{Count, Hidden, Line};
use crate::release::Draft;

/// The preview for the lead alone. `before` is the number of releases that it follows.
#[must_use]
pub fn preview(words: &Words, draft: &Draft, before: usize) -> Markup {
    let body = &draft.body;
    let year = fiscal_year_in(body.year, words.lang());
    let rule = &body.rule;
    html! {
        h3 { (words.of_year("desk-js-release-preview", &year)) }
        p.soft { (words.say("desk-js-release-before", &[("n", &before.to_string())])) }
        @if let Some(mark) = body.before {
            p.soft { (words.say("desk-js-release-before-mark", &[])) " " span.mono { (short(&mark.to_string())) } }
        }
        p.soft { (roster(words, draft.roster)) }
        p.soft { (words.say("desk-js-release-rule-is", &[
            ("k", &rule.k.to_string()), ("sensitive", &rule.k_sensitive.to_string()), ("step", &rule.round_to.to_string()),
            ("zero", &rule.zero_from.to_string()), ("visible", &rule.visible_percent.to_string()), ("known", &rule.others_known.to_string()),
        ])) }
        @if let Some(why) = body.sentence {
            p.note { (words.say(&format!("desk-js-release-{}", why.code()), &[])) }
        }
        (table(words, draft))
    }
}

/// A telephone shows a line's name above its numbers; with another `display`, some browsers forget that it is a table.
fn table(words: &Words, draft: &Draft) -> Markup {
    let body = &draft.body;
    let cases: u32 = draft.counts.iter().map(|count| count.cases).sum();
    html! {
        table.numbers.preview role="table" {
            thead role="rowgroup" { tr role="row" {
                th role="columnheader" scope="col" { (words.say("desk-js-release-family", &[])) }
                th.number role="columnheader" scope="col" { (words.say("desk-js-release-true", &[])) }
                th.number role="columnheader" scope="col" { (words.say("desk-js-release-told", &[])) }
                th.number role="columnheader" scope="col" { (words.say("desk-js-release-public", &[])) }
            } }
            tbody role="rowgroup" {
                @for (family, count) in body.families.iter().zip(&draft.counts) {
                    @let line = draft.lines.iter().find(|line| line.family == count.family);
                    tr role="row" data-family=(family.id) {
                        th role="rowheader" scope="row" { (words.policy(&family.name)) (why(words, line)) }
                        td.number role="cell" { (count.cases) }
                        td.number role="cell" { (count.told) }
                        td.number.public role="cell" { (public(line)) }
                    }
                }
            }
            tfoot role="rowgroup" { tr role="row" {
                th role="rowheader" scope="row" { (words.say("desk-js-release-total", &[])) }
                td.number role="cell" { (cases) }
                td.number role="cell" { (told(&draft.counts)) }
                td.number.public role="cell" { @if let Some(total) = body.total { (total) } @else { "-" } }
            } }
        }
    }
}

/// Of which roster it is; days as the calendar writes them, with their readings.
fn roster(words: &Words, (epoch, first, last): (u32, Day, Day)) -> Markup {
    let day = |day| day_of_year_in(day, words.lang());
    let (epoch, first, last) = (epoch.to_string(), day(first), day(last));
    marked(&words.told(
        "desk-js-release-roster",
        &[("epoch", &epoch), ("first", &first), ("last", &last)],
    ))
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
                br;
                (words.say("desk-js-release-near", &[("least", &near.least.to_string()), ("most", &near.most.to_string())]))
            }
        }
    }
}

/// Enough of a digest to compare with a copy of one's own.
fn short(digest: &str) -> String {
    digest.chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Lang;

    #[test]
    fn the_roster_s_days_carry_their_readings() {
        let texts = [("desk-js-release-roster", "{$epoch}（{$first}）")];
        let texts = texts.map(|(id, text)| (id.to_owned(), text.to_owned()));
        let words = Words::new(Lang::JaYasashii, texts.into_iter().collect());
        let day = Day::parse("2026-11-20").unwrap();
        let said = roster(&words, (1, day, day)).into_string();
        assert!(said.contains("<rt>はつか</rt>"), "{said}");
    }
}
