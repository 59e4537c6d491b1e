//! Where else the person may go, for whoever reads the case.

use maud::{Markup, html};

use super::words::Words;
use crate::policy::{Referral, Referrals};

/// Those for somebody employed so, each with its clock; then those for some of them; below, by name alone, those that are not for them.
#[must_use]
pub fn referrals(words: &Words, all: &Referrals, employment: &str) -> Markup {
    let (open, rest): (Vec<&Referral>, Vec<&Referral>) = all
        .referrals
        .iter()
        .partition(|referral| referral.is_for(employment));
    let (some, shut): (Vec<&Referral>, Vec<&Referral>) = rest
        .into_iter()
        .partition(|referral| referral.is_for_some(employment));
    html! {
        @if employment.is_empty() { p.note data-employment="unknown" { (words.say("desk-js-referrals-unknown", &[])) } }
        ul #referrals-list.points {
            @for referral in open { (one(words, referral)) }
        }
        @if !some.is_empty() {
            p { (words.say("desk-js-referrals-some", &[])) }
            ul #referrals-some.points {
                @for referral in some { (one(words, referral)) }
            }
        }
        @if !shut.is_empty() {
            p.soft #referrals-shut {
                (words.say(if employment.is_empty() { "desk-js-referrals-depends" } else { "desk-js-referrals-shut" }, &[]))
                @for referral in shut { " " span data-shut=(referral.id) { (words.policy(&referral.name)) } }
            }
        }
        p.soft { (words.say("desk-js-referrals-advice", &[])) }
    }
}

fn one(words: &Words, referral: &Referral) -> Markup {
    html! {
        li.stack data-referral=(referral.id) {
            p { b { (words.policy(&referral.name)) } }
            p { (words.policy(&referral.does)) }
            @if let Some(limit) = &referral.limit { p data-limit { b { (words.policy(limit)) } } }
            @if referral.closes { p data-closes { b { (words.say("desk-js-referrals-closes", &[])) } } }
            @if referral.consent { p.soft { (words.say("desk-js-referrals-consent", &[])) } }
            @if referral.counsel { p.soft data-counsel { (words.say("desk-js-referrals-counsel", &[])) } }
            p.soft {
                (referral.source) " " (words.day(referral.as_of))
                @if !referral.verified { " " span data-unverified { (words.say("desk-js-referrals-unverified", &[])) } }
            }
        }
    }
}
