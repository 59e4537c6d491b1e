//! Writing, and the look at what will be sent and who will read it.

use maud::{Markup, html};
use sotomado_core::calendar::Day;
use sotomado_core::policy::{Kind, Question};
use sotomado_core::roster::{Reader, Roster};

use crate::http::locale::{plain, rich, ruby, t};
use crate::plain::form::Form;
use crate::plain::page::{Setting, carry, fault, lines};
use crate::plain::page_file;
use crate::plain::say::Trouble;

/// Years that can be chosen.
const YEARS: i16 = 15;
/// No appointment that ends is longer.
const YEARS_AHEAD: i16 = 6;

/// The words, and whatever else may be said.
#[must_use]
pub fn write(setting: &Setting<'_>, slip: &str, form: &Form, trouble: Option<&Trouble>) -> Markup {
    let lang = setting.lang;
    let body = html! {
        section.stack #plain-write {
            h1 { (setting.say("window-write-heading")) }
            p.note { (setting.say("plain-write-note")) }
            (setting.form("write-form", "/plain/words", html! {
                (carry("slip", slip))
                @for author in form.all("out") { (carry("out", author)) }
                div.field {
                    label for="words" { (setting.say("window-write-words")) }
                    (lines("words", "words", form.one("words"), 8, "words-hint words-fault", trouble.is_some()))
                    p.hint #words-hint { (setting.say("plain-write-hint")) }
                    (fault("words-fault", trouble.map(|trouble| trouble.sentence(lang))))
                }
                div.field {
                    label for="people" { (setting.say("window-write-people")) }
                    input #people type="text" name="people" value=(form.one("people")) autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby="people-hint";
                    p.hint #people-hint { (setting.say("window-write-people-hint")) }
                }
                h2 { (setting.say("window-write-more")) }
                p.soft { (setting.say("window-write-more-hint")) }
                div {
                    @for question in &setting.policies.intake.questions { (asked(setting, form, question)) }
                    (consent(setting, form))
                }
                button.btn #to-check type="submit" { (setting.say("window-write-next")) }
                (setting.languages("/plain/words"))
            }))
        }
    };
    setting.document(true, body)
}

fn asked(setting: &Setting<'_>, form: &Form, question: &Question) -> Markup {
    let lang = setting.lang;
    let (name, title) = (format!("q-{}", question.id), question.text.get(lang.core()));
    let any = form
        .carried()
        .any(|(field, value)| field.starts_with(&name) && !value.is_empty());
    let kind = if question.kind == Kind::One {
        "radio"
    } else {
        "checkbox"
    };
    html! {
        details.fold data-question=(question.id) open[any] {
            summary { span { (ruby(title)) } }
            div.inside {
                @if let Some(note) = &question.note { p.soft { (ruby(note.get(lang.core()))) } }
                @match question.kind {
                    Kind::One | Kind::Many => fieldset {
                        legend.aloud { (plain(title)) }
                        @for option in &question.options {
                            label.choice {
                                input type=(kind) name=(name) value=(option.id) checked[form.has(&name, &option.id)] autocomplete="off";
                                span { (ruby(option.text.get(lang.core()))) }
                            }
                        }
                    },
                    Kind::Text => div.field {
                        input type="text" name=(name) value=(form.one(&name)) aria-label=(plain(title)) autocomplete="off" autocapitalize="off" spellcheck="false";
                    },
                    Kind::Month => (month(setting, form, (&name, question.ahead), &plain(title))),
                }
            }
        }
    }
}

/// The years that are offered, the nearest first.
fn years(this_year: i16, ahead: bool) -> Vec<i16> {
    if ahead {
        (0..YEARS_AHEAD).map(|on| this_year + on).collect()
    } else {
        (0..YEARS).map(|back| this_year - back).collect()
    }
}

fn month(setting: &Setting<'_>, form: &Form, (name, ahead): (&str, bool), title: &str) -> Markup {
    let lang = setting.lang;
    let this_year = Day::of(setting.now).year();
    let (year_name, month_name) = (format!("{name}-year"), format!("{name}-month"));
    html! {
        div.pair {
            select name=(year_name) aria-label={ (title) "　" (t(lang, "window-js-year", &[])) } autocomplete="off" {
                option value="" { "—" }
                @for year in years(this_year, ahead) {
                    option value=(year) selected[form.has(&year_name, &year.to_string())] {
                        (t(lang, "window-js-year-value", &[("year", &year.to_string()), ("reiwa", &(year - 2018).to_string())]))
                    }
                }
            }
            select name=(month_name) aria-label={ (title) "　" (t(lang, "window-js-month", &[])) } autocomplete="off" {
                option value="" { "—" }
                @for month in 1..=12_u8 {
                    option value=(month) selected[form.has(&month_name, &month.to_string())] {
                        (t(lang, "window-js-month-value", &[("month", &month.to_string())]))
                    }
                }
            }
        }
    }
}

fn consent(setting: &Setting<'_>, form: &Form) -> Markup {
    let lang = setting.lang.core();
    let levels = &setting.policies.consent.levels;
    let chosen = levels
        .iter()
        .find(|level| form.has("consent", &level.id))
        .or_else(|| levels.first());
    html! {
        details.fold data-question="consent" {
            summary { span { (setting.say("window-js-consent")) } }
            div.inside {
                p.soft { (setting.say("window-js-consent-note")) }
                fieldset {
                    legend.aloud { (t(setting.lang, "window-js-consent", &[])) }
                    @for level in levels {
                        label.choice {
                            input type="radio" name="consent" value=(level.id) checked[chosen == Some(level)] autocomplete="off";
                            span { (ruby(level.text.get(lang))) span.soft.may { (ruby(level.may.get(lang))) } }
                        }
                    }
                }
            }
        }
    }
}

/// What will be sent, and who may read it; with `calls`, an urgent call is offered.
#[must_use]
pub fn check(
    setting: &Setting<'_>,
    slip: &str,
    form: &Form,
    (roster, calls): (&Roster, bool),
    trouble: Option<&Trouble>,
) -> Markup {
    let lang = setting.lang;
    let levels = &setting.policies.consent.levels;
    let level = levels
        .iter()
        .find(|level| form.has("consent", &level.id))
        .or_else(|| levels.first());
    let body = html! {
        section.stack #plain-check {
            h1 { (setting.say("window-readers-heading")) }
            p { (setting.say("window-readers-lead")) }
            (setting.form("check-form", "/plain/report", html! {
                (carry("slip", slip))
                @for (name, value) in form.carried().filter(|(name, _)| !["out", "urgent"].contains(name)) { (carry(name, value)) }
                fieldset {
                    legend.aloud { (setting.say("window-readers-legend")) }
                    div.cards { @for reader in &roster.body().readers { (card(setting, form, reader)) } }
                }
                p.note { (setting.say("plain-check-left")) }
                dl.four { div { dt { (setting.say("window-js-summary-consent")) } dd { @if let Some(level) = level { (ruby(level.text.get(lang.core()))) } } } }
                h2 { (setting.say("plain-check-words")) }
                p.words #check-words dir="auto" { (form.one("words")) }
                (page_file::choose(setting))
                @if calls {
                    label.choice #call-choice {
                        input #urgent type="checkbox" name="urgent" value="yes" checked[form.has("urgent", "yes")] autocomplete="off";
                        span { (setting.say("window-urgent")) span.soft.may { (setting.say("window-urgent-what")) } }
                    }
                }
                (fault("check-fault", trouble.map(|trouble| trouble.sentence(lang))))
                p.soft { (setting.say("plain-check-note")) }
                div.btns {
                    button.btn #send type="submit" name="to" value="send" { (setting.say("plain-check-send")) }
                    button.btn.text #back type="submit" name="to" value="back" { (setting.say("window-readers-back")) }
                }
                (setting.languages("/plain/report"))
            }))
        }
    };
    setting.document(true, body)
}

fn card(setting: &Setting<'_>, form: &Form, reader: &Reader) -> Markup {
    let author = reader.author.to_string();
    let facts = [
        ("window-js-profession", &reader.profession),
        ("window-js-appointed", &reader.appointed_by),
        ("window-js-adviser", &reader.adviser),
    ];
    let label = t(
        setting.lang,
        "window-js-leave-out-named",
        &[("name", &reader.name)],
    );
    html! {
        div.card.reader data-reader=(author) {
            b { (reader.name) }
            @if reader.deputy {
                p.deputy { b { (setting.say("window-js-deputy")) } }
                p.soft { (setting.say("window-js-deputy-note")) }
            }
            dl { @for (id, value) in facts { dt { (rich(setting.lang, id, &[])) } dd { (value) } } }
            label.choice {
                input type="checkbox" name="out" value=(author) checked[form.has("out", &author)] autocomplete="off" aria-label=(label);
                span { (setting.say("window-js-leave-out")) }
            }
        }
    }
}
