//! Logs in which somebody answers on the telephone.

use serde_json::Value;
use sotomado_core::entry::{Body, Deed, Header, Log, SpokenStep, Step};
use sotomado_core::ids::Digest;
use sotomado_core::spoken::{Heard, Spoken};

use crate::logs::judged;
use crate::renewals;
use crate::steps::{self, TEXT, agreed, declined, proposed, revoked, taken};
use crate::world::{CASE, File, REPORTER, TIME, WINDOW, World, author, key};

fn word(is: Heard, of: Digest, by: u8, first: Option<Digest>) -> Spoken {
    Spoken {
        v: 1,
        window: WINDOW,
        case: CASE,
        author: author(REPORTER),
        by: author(by),
        is,
        of,
        first,
        time: TIME.parse().unwrap(),
    }
}

fn step(word: &Spoken, code: u8) -> Body {
    let frame = word.compose(&key(code)).unwrap();
    Body::Step(Step {
        what: String::new(),
        text: String::new(),
        deed: Some(Deed::Spoken(SpokenStep { frame })),
    })
}

fn says(world: &mut World, is: Heard, of: Digest, (by, first): (u8, Option<Digest>)) -> Digest {
    let body = step(&word(is, of, by, first), REPORTER);
    world.write(by, Log::Case, body)
}

fn linked_with(body: Body) -> Body {
    let Body::Step(mut step) = body else {
        return body;
    };
    if let Some(Deed::Taken(taken)) = &mut step.deed {
        taken.link = Some(steps::link(41));
    }
    Body::Step(step)
}

/// Logs in which somebody wrote beside a no, or beside a taking back, under the time before it.
fn backdated(once: &World, both: &World, [proposal, first, consent]: [Digest; 3]) -> [Value; 2] {
    let later = |header: &mut Header| header.time = "2026-11-25T03:00:00Z".parse().unwrap();
    let mut no = once.clone();
    let second = step(&word(Heard::Agreed, proposal, 12, Some(first)), REPORTER);
    let unseen = File::of(&no.draw(12, Log::Case, second), 12);
    no.bent(REPORTER, Log::Case, declined(proposal), later);
    let yes = unseen.id;
    no.files.push(unseen);
    no.bent(12, Log::Case, taken(yes, TEXT), later);
    let mut link = both.clone();
    let told = link.write(13, Log::Case, linked_with(taken(consent, TEXT)));
    let unseen = File::of(&link.draw(13, Log::Case, steps::linked(told, 42)), 13);
    link.bent(REPORTER, Log::Case, revoked(consent), later);
    link.files.push(unseen);
    [
        judged("a no that the second hearer left out of sight", &no),
        judged("a link that left a taking back out of sight", &link),
    ]
}

pub fn spoken() -> Vec<Value> {
    let mut once = World::new();
    let proposal = once.write(11, Log::Case, proposed("2026-12-24"));
    let first = says(&mut once, Heard::Agreed, proposal, (11, None));
    let mut alone = once.clone();
    alone.write(12, Log::Case, taken(first, TEXT));
    says(&mut alone, Heard::Agreed, proposal, (11, Some(first)));
    let mut both = once.clone();
    let consent = says(&mut both, Heard::Agreed, proposal, (12, Some(first)));
    let mut told = both.clone();
    told.write(13, Log::Case, taken(consent, TEXT));
    says(&mut told, Heard::Agreed, proposal, (12, None));
    let mut back = both.clone();
    says(&mut back, Heard::Revoked, consent, (12, None));
    back.write(13, Log::Case, taken(consent, TEXT));
    let mut own = both.clone();
    own.write(REPORTER, Log::Case, revoked(consent));
    let mut meanwhile = once.clone();
    says(&mut meanwhile, Heard::Declined, proposal, (13, None));
    says(&mut meanwhile, Heard::Agreed, proposal, (12, Some(first)));
    let mut written = once.clone();
    written.write(REPORTER, Log::Case, agreed(proposal, TEXT, "2026-12-24"));
    says(&mut written, Heard::Agreed, proposal, (12, Some(first)));
    let mut forged = once.clone();
    let stranger = Spoken {
        author: author(15),
        ..word(Heard::Agreed, proposal, 12, None)
    };
    forged.write(12, Log::Case, step(&stranger, 15));
    forged.write(
        13,
        Log::Case,
        step(&word(Heard::Agreed, proposal, 12, None), REPORTER),
    );
    let mut replaced = once.clone();
    renewals::renews(&mut replaced);
    says(&mut replaced, Heard::Agreed, proposal, (12, Some(first)));
    let mut link = both.clone();
    let step = link.write(13, Log::Case, linked_with(taken(consent, TEXT)));
    says(&mut link, Heard::Revoked, consent, (12, None));
    link.write(13, Log::Case, steps::linked(step, 42));
    let mut all = vec![
        judged("one heard an agreement", &once),
        judged("one alone goes on from what they heard", &alone),
        judged("two heard an agreement", &both),
        judged("two heard an agreement, and it was told", &told),
        judged("an agreement by telephone is taken back so", &back),
        judged(
            "an agreement by telephone is taken back in the mailbox",
            &own,
        ),
        judged("it was declined before another heard it", &meanwhile),
        judged("the reporter agreed before another heard it", &written),
        judged("nobody's answers by telephone", &forged),
        judged("a code that was replaced answers", &replaced),
        judged("another link after it was taken back by telephone", &link),
    ];
    all.extend(backdated(&once, &both, [proposal, first, consent]));
    all
}
