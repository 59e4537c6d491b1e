//! What files say of one another: a name that stands in no other file would be passed over for ever, and nobody would know.

use super::asking::Asking;
use super::clocks::{Clock, Clocks, USUAL, Unit};
use super::disclosure::Disclosure;
use super::fault::PolicyFault;
use super::files::whole;
use super::hours::Hours;
use super::intake::Intake;
use super::referrals::Referrals;
use super::taxonomy::Taxonomy;
use super::{ASKING, CLOCKS, EMPLOYMENT, REFERRALS};
use crate::procedure::Procedure;

/// A sensitive family that nobody codes would protect nobody.
pub(super) fn families(disclosure: &Disclosure, taxonomy: &Taxonomy) -> Vec<PolicyFault> {
    let known = |id: &String| taxonomy.families.iter().any(|family| family.id == *id);
    let named = disclosure.rule.sensitive.iter();
    named
        .filter(|id| !known(id))
        .map(|id| {
            whole(
                "disclosure.toml",
                format!("「sensitive」の「{id}」は、taxonomy.toml の [[family]] にありません"),
            )
        })
        .collect()
}

/// A clock that goes by a stage, an act or a recipient of no procedure would never run, or never stop. `own` are the
/// procedures of a case, its course first.
pub(super) fn moments(clocks: &Clocks, asking: &Asking, own: &[&Procedure]) -> Vec<PolicyFault> {
    let named = clocks.clocks.iter().flat_map(|clock| {
        let until = clock.until.iter().map(|moment| ("until", moment));
        let since = clock.since.iter().map(|moment| ("since", moment));
        let from = clock.from.iter().map(|moment| ("from", moment));
        let moments = from.chain(since);
        let moments = moments.chain(until);
        moments.map(move |(field, moment)| (clock, field, moment))
    });
    named
        .filter(|(_, _, moment)| !happens(moment, asking, own))
        .map(|(clock, field, moment)| {
            let what = format!(
                "「{}」の「{field}」の「{moment}」は、procedures のどのファイルにも、asking.toml にもありません",
                clock.id
            );
            whole(CLOCKS, what)
        })
        .collect()
}

fn happens(moment: &str, asking: &Asking, own: &[&Procedure]) -> bool {
    let Some((kind, of)) = moment.split_once(':') else {
        return true;
    };
    let is = |id: &str| {
        if of.ends_with('_') {
            id.starts_with(of)
        } else {
            id == of
        }
    };
    match kind {
        "stage" => own
            .first()
            .is_some_and(|course| course.stages.iter().any(|stage| is(&stage.id))),
        "act" => own
            .iter()
            .any(|procedure| procedure.acts.iter().any(|act| is(&act.id))),
        "said" => {
            let items = asking.sets.iter().flat_map(|set| &set.items);
            items
                .flat_map(|item| &item.options)
                .any(|option| option.means.as_deref().is_some_and(is))
        }
        _ => own.iter().any(|procedure| procedure.tells(of)),
    }
}

/// An act of what the reporter says in no form would never be done.
pub(super) fn said(asking: &Asking, course: &Procedure) -> Vec<PolicyFault> {
    let known = |meaning: &String| {
        let mut sets = asking.sets.iter();
        sets.any(|set| set.could_mean().contains(meaning.as_str()))
    };
    let named = course.acts.iter().flat_map(|act| {
        let all = [
            ("said", &act.said),
            ("aloud", &act.aloud),
            ("unless", &act.unless),
        ];
        all.into_iter()
            .filter_map(move |(field, meaning)| Some((act, field, meaning.as_ref()?)))
    });
    named
        .filter(|(_, _, meaning)| !known(meaning))
        .map(|(act, field, meaning)| {
            let what = format!(
                "「{}」の「{field}」の「{meaning}」は、asking.toml のどの答えの means でもありません",
                act.id
            );
            whole("procedures/course.toml", what)
        })
        .collect()
}

/// A form that is no act of the course could never be sent.
pub(super) fn asked(asking: &Asking, course: &Procedure) -> Vec<PolicyFault> {
    let named = asking
        .sets
        .iter()
        .flat_map(|set| set.acts.iter().map(move |act| (set, act)));
    named
        .filter(|(_, act)| {
            let mut acts = course.acts.iter();
            !acts.any(|one| one.id == **act && one.said.is_none())
        })
        .map(|(set, act)| {
            let what = format!(
                "「{}」の「acts」の「{act}」は、procedures/course.toml の [[act]] にないか、said のあるものです",
                set.id
            );
            whole(ASKING, what)
        })
        .collect()
}

/// What reporters were promised before the first word is not given longer at the desk.
pub(super) fn promised(clocks: &Clocks, hours: &Hours) -> Vec<PolicyFault> {
    let days = hours.first_answer.business_days;
    let first = |clock: &&Clock| {
        clock.from.iter().any(|from| from == "report")
            && clock.until.iter().any(|until| until == "answer")
    };
    let usual = clocks
        .clocks
        .iter()
        .filter(first)
        .filter_map(|clock| clock.due.get(USUAL));
    let longer = usual.into_iter().any(|span| match span.unit {
        Unit::Hours => false,
        Unit::Business => span.count > days,
        Unit::Days | Unit::Months => true,
    });
    if !longer {
        return Vec::new();
    }
    let what = format!(
        "最初の返事（{USUAL}）が、hours.toml で約束した {days} 営業日より長いか、営業日で書かれていません"
    );
    vec![whole(CLOCKS, what)]
}

/// A place for an employment that nobody can answer with would be shown to nobody.
pub(super) fn employments(referrals: &Referrals, intake: &Intake) -> Vec<PolicyFault> {
    let asked = intake.questions.iter().find(|one| one.id == EMPLOYMENT);
    let options = asked.map(|question| question.options.as_slice());
    let known = |id: &String| {
        let mut options = options.unwrap_or_default().iter();
        options.any(|option| option.id == *id)
    };
    let named = referrals.referrals.iter().flat_map(|referral| {
        let all = referral.employments.iter().chain(&referral.partly);
        all.map(move |employment| (referral, employment))
    });
    named
        .filter(|(_, employment)| !known(employment))
        .map(|(referral, employment)| {
            let what = format!(
                "「{}」の「for」の「{employment}」は、intake.toml の {EMPLOYMENT} の答えにありません",
                referral.id
            );
            whole(REFERRALS, what)
        })
        .collect()
}
