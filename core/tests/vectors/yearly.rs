//! What the yearly table is made of.

use serde_json::json;
use sotomado_core::calendar::Day;
use sotomado_core::coding::{self, Coding};
use sotomado_core::derive;
use sotomado_core::disclosure::Rule;
use sotomado_core::ids::{Digest, Identity, Pseudonym};
use sotomado_core::ledger::{self, Ledger, Written};
use sotomado_core::policy::Text;
use sotomado_core::release::{Family, Release, ReleaseBody, Row};
use sotomado_core::roster::{Roster, statistics};

use crate::world::{CASE, WINDOW, author, key, roster_of};
use crate::{agree, b64};

#[test]
fn yearly() {
    let first = Identity([3; 32]);
    let pseudonym = derive::pseudonym(&first, &WINDOW, &CASE);
    let identity = derive::statistics(&key(5), &WINDOW, 2026);
    let mut body = roster_of(1, &[11]).body().clone();
    body.statistics = statistics(&key(5), &WINDOW, body.first_day, body.last_day);
    let roster = Roster::sign(&body, &key(5)).unwrap();
    let (coding, ledger) = (coding(pseudonym), ledger(pseudonym));
    let release = Release::sign(&release(), &key(5)).unwrap();
    Release::read(&release).unwrap();
    agree(
        "yearly",
        &json!({
            "window": WINDOW, "year": 2026, "case": CASE, "desk_seed": hex::encode([5; 32]), "author_seed": hex::encode([11; 32]),
            "statistics": {"identity": identity, "recipient": identity.recipient()},
            "first": first, "pseudonym": pseudonym,
            "coding_id": derive::coding_id(&key(11), &WINDOW, 2026, &pseudonym),
            "ledger_id": derive::ledger_id(&key(11), &WINDOW, 2026),
            "roster": b64(&roster), "coding": b64(&coding),
            // 64 KiB of which most are zero: their digest says as much.
            "ledger": {"length": ledger.len(), "digest": Digest::of(&ledger), "number": ledger::number(2, &Digest::of(&ledger))},
            "release": b64(&release),
        }),
    );
}

fn coding(pseudonym: Pseudonym) -> Vec<u8> {
    let coding = Coding {
        v: 1,
        window: WINDOW,
        year: 2026,
        pseudonym,
        version: 2,
        author: author(11),
        family: "power".into(),
        stage: "facts".into(),
        outcome: "open".into(),
        channel: "web".into(),
        told: true,
    };
    coding.compose(&key(11)).unwrap()
}

fn ledger(pseudonym: Pseudonym) -> Vec<u8> {
    let ledger = Ledger {
        v: 1,
        window: WINDOW,
        year: 2026,
        author: author(11),
        n: 2,
        before: Some(Digest([1; 32])),
        codings: vec![Written {
            pseudonym,
            version: 2,
            digest: coding::digest(&coding(pseudonym)),
        }],
        closed: true,
    };
    ledger.compose(&key(11)).unwrap()
}

fn release() -> ReleaseBody {
    let row = |family: &str, cases| Row {
        family: family.into(),
        cases,
    };
    let name = |id: &str, ja: &str| Family {
        id: id.into(),
        name: Text {
            ja: ja.into(),
            ja_yasashii: ja.into(),
            en: id.into(),
        },
    };
    ReleaseBody {
        v: 1,
        window: WINDOW,
        organisation: "shiojiri".into(),
        name: "塩尻市".into(),
        year: 2026,
        day: Day::new(2027, 5, 10).unwrap(),
        desk_key: author(5),
        before: None,
        rule: Rule {
            k: 10,
            k_sensitive: 20,
            sensitive: ["sexual".to_owned()].into(),
            round_to: 5,
            zero_from: 50,
            visible_percent: 60,
            others_known: 3,
        },
        families: vec![
            name("power", "パワーハラスメント"),
            name("sexual", "セクシュアルハラスメント"),
            name("other", "その他"),
        ],
        rows: vec![
            row("power", Some(85)),
            row("sexual", None),
            row("other", None),
        ],
        total: Some(110),
        sentence: None,
    }
}
