//! What people sign about telling somebody outside.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sotomado_core::calendar::Day;
use sotomado_core::entry::{
    Agreed, Answered, Approval, Body, Consent, Declined, Deed, Link, Linked, Log, Moved, Proposal,
    Reply, Revoked, Step, Taken, Unlinked,
};
use sotomado_core::ids::{Digest, TellingId};

use crate::world::{World, author};

pub const TEXT: &str = "窓口で怒鳴られています。名前は山田です。";
pub const STRUCK: &str = "窓口で怒鳴られています。";
pub const POLICE: &str = "所轄署";

fn step(text: &str, deed: Deed) -> Body {
    Body::Step(Step {
        what: "警察に相談した".into(),
        text: text.into(),
        deed: Some(deed),
    })
}

fn consent(reply: Reply) -> Body {
    Body::Consent(Consent {
        sentence: "同意します".into(),
        reply,
    })
}

pub fn proposal(until: &str, reason: Option<&str>) -> Proposal {
    Proposal {
        procedure: "police".into(),
        policy: Digest([6; 32]),
        to: "P1_consulted".into(),
        recipient: POLICE.into(),
        until: Day::parse(until).unwrap(),
        reason: reason.map(str::to_owned),
        route: None,
    }
}

pub fn proposed(until: &str) -> Body {
    step(TEXT, Deed::Proposed(proposal(until, None)))
}

pub fn danger(reason: &str) -> Body {
    step(TEXT, Deed::Proposed(proposal("2026-12-24", Some(reason))))
}

pub fn approved(proposal: Digest) -> Body {
    step("", Deed::Approved(Approval { proposal }))
}

pub fn agreed(proposal: Digest, text: &str, until: &str) -> Body {
    agreed_for(proposal, text, POLICE, until)
}

pub fn agreed_for(proposal: Digest, text: &str, recipient: &str, until: &str) -> Body {
    consent(Reply::Agreed(Agreed {
        proposal,
        text: text.into(),
        recipient: recipient.into(),
        until: Day::parse(until).unwrap(),
    }))
}

pub fn declined(proposal: Digest) -> Body {
    consent(Reply::Declined(Declined { proposal }))
}

pub fn revoked(of: Digest) -> Body {
    consent(Reply::Revoked(Revoked { consent: of }))
}

pub fn taken(by: Digest, text: &str) -> Body {
    taken_as(by, text, "P1_consulted", POLICE)
}

pub fn taken_as(by: Digest, text: &str, to: &str, recipient: &str) -> Body {
    let taken = Taken {
        procedure: "police".into(),
        policy: Digest([6; 32]),
        to: to.into(),
        recipient: recipient.into(),
        by,
        link: None,
    };
    step(text, Deed::Taken(taken))
}

pub fn moved(to: &str) -> Body {
    let moved = Moved {
        procedure: "police".into(),
        policy: Digest([6; 32]),
        to: to.into(),
    };
    step("", Deed::Moved(moved))
}

pub fn link(by: u8) -> Link {
    Link {
        telling: TellingId([by; 16]),
        author: author(by),
        until: Day::parse("2026-12-11").unwrap(),
    }
}

pub fn linked(taken: Digest, by: u8) -> Body {
    let link = link(by);
    step("", Deed::Linked(Linked { taken, link }))
}

pub fn unlinked(taken: Digest) -> Body {
    step("", Deed::Unlinked(Unlinked { taken }))
}

pub fn answered(taken: Digest, frame: &[u8]) -> Body {
    let frame = STANDARD.encode(frame);
    step("", Deed::Answered(Answered { taken, frame }))
}

impl World {
    /// Written on a day, at noon in Japan.
    pub fn on(&mut self, day: &str, by: u8, body: Body) -> Digest {
        let time = format!("{day}T03:00:00Z").parse().unwrap();
        self.bent(by, Log::Case, body, |header| header.time = time)
    }
}
