//! A year of a window: counsellors who code and keep ledgers, and whoever hands all of it to the lead.

use std::collections::BTreeMap;

use ed25519_dalek::SigningKey;
use sotomado_core::calendar::Day;
use sotomado_core::coding::{self, Coding};
use sotomado_core::ids::{AuthorKey, Digest, Identity, Pseudonym, WindowId};
use sotomado_core::ledger::{self, Ledger, Written};
use sotomado_core::policy::{self, Disclosure, Taxonomy};
use sotomado_core::release::{Codings, Given, Stop, Wrong, check};
use sotomado_core::roster::{Reader, Roster, RosterBody, Runs, statistics};

pub const HERE: WindowId = WindowId([9; 16]);
pub const YEAR: i16 = 2026;
pub const DESK: u8 = 5;

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

pub fn author(seed: u8) -> AuthorKey {
    AuthorKey::of(&key(seed))
}

pub fn pseudonym(case: u16) -> Pseudonym {
    let mut bytes = [7; 32];
    bytes[..2].copy_from_slice(&case.to_be_bytes());
    Pseudonym(bytes)
}

pub fn roster(readers: &[u8]) -> Roster {
    let reader = |seed: &u8| Reader {
        author: author(*seed),
        recipient: Identity([*seed; 32]).recipient(),
        name: format!("相談員{seed}"),
        profession: "弁護士".into(),
        appointed_by: "法律事務所".into(),
        adviser: "いいえ".into(),
        deputy: false,
        earlier: Vec::new(),
    };
    let (first_day, last_day) = (
        Day::new(2026, 11, 24).unwrap(),
        Day::new(2027, 3, 3).unwrap(),
    );
    let body = RosterBody {
        v: 1,
        window: HERE,
        organisation: "shiojiri".into(),
        name: "塩尻市".into(),
        epoch: 1,
        first_day,
        last_day,
        desk_key: author(DESK),
        runs: Runs::Firm,
        readers: readers.iter().map(reader).collect(),
        policies: Vec::new(),
        statistics: statistics(&key(DESK), &HERE, first_day, last_day),
    };
    Roster::read(&Roster::sign(&body, &key(DESK)).unwrap()).unwrap()
}

pub fn policies() -> (Disclosure, Taxonomy) {
    policy::of_the_table(
        include_str!("../../../policies/disclosure.toml"),
        include_str!("../../../policies/taxonomy.toml"),
    )
    .unwrap()
}

/// A counsellor with a ledger.
#[derive(Clone)]
pub struct Counsellor {
    pub seed: u8,
    pub plains: BTreeMap<Pseudonym, Vec<u8>>,
    pub ledger: Ledger,
    pub ledger_plain: Vec<u8>,
    pub number: String,
}

impl Counsellor {
    pub fn new(seed: u8) -> Self {
        let mut new = Self {
            seed,
            plains: BTreeMap::new(),
            ledger: Ledger {
                v: 1,
                window: HERE,
                year: YEAR,
                author: author(seed),
                n: 0,
                before: None,
                codings: Vec::new(),
                closed: false,
            },
            ledger_plain: Vec::new(),
            number: String::new(),
        };
        new.closes();
        new
    }

    /// Codes a case, anew where it was coded before.
    pub fn codes(&mut self, case: u16, family: &str, told: bool, version: u32) {
        let coding = Coding {
            v: 1,
            window: HERE,
            year: YEAR,
            pseudonym: pseudonym(case),
            version,
            author: author(self.seed),
            family: family.to_owned(),
            stage: "facts".into(),
            outcome: "substantiated".into(),
            channel: "web".into(),
            told,
        };
        self.writes(&coding);
    }

    pub fn writes(&mut self, coding: &Coding) {
        let plain = coding.compose(&key(self.seed)).unwrap();
        let codings = &mut self.ledger.codings;
        codings.retain(|written| written.pseudonym != coding.pseudonym);
        codings.push(Written {
            pseudonym: coding.pseudonym,
            version: coding.version,
            digest: coding::digest(&plain),
        });
        self.plains.insert(coding.pseudonym, plain);
    }

    /// Writes the ledger anew, closed, and says its number.
    pub fn closes(&mut self) {
        self.keeps(true);
    }

    pub fn keeps(&mut self, closed: bool) {
        self.ledger.before = (self.ledger.n > 0).then(|| Digest::of(&self.ledger_plain));
        self.ledger.n += 1;
        self.ledger.closed = closed;
        self.ledger_plain = self.ledger.compose(&key(self.seed)).unwrap();
        self.number = ledger::number(self.ledger.n, &Digest::of(&self.ledger_plain));
    }
}

/// Two counsellors with some cases each, as the lead is given them.
pub struct Year {
    pub roster: Roster,
    pub taxonomy: Taxonomy,
    pub disclosure: Disclosure,
    pub counsellors: [Counsellor; 2],
}

impl Year {
    /// Cases by family, told and not, in turn to both counsellors.
    pub fn of(cases: &[(&str, u16, u16)]) -> Self {
        let (disclosure, taxonomy) = policies();
        let mut year = Self {
            roster: roster(&[11, 12]),
            taxonomy,
            disclosure,
            counsellors: [Counsellor::new(11), Counsellor::new(12)],
        };
        let mut case = 0;
        for (family, count, told) in cases {
            for nth in 0..*count {
                let by = &mut year.counsellors[usize::from(case % 2)];
                by.codes(case, family, nth < *told, 1);
                case += 1;
            }
        }
        year.counsellors.iter_mut().for_each(Counsellor::closes);
        year
    }

    pub fn plains(&self) -> Vec<Vec<u8>> {
        let each = self.counsellors.iter();
        each.flat_map(|one| {
            one.plains
                .values()
                .chain([&one.ledger_plain])
                .cloned()
                .collect::<Vec<_>>()
        })
        .collect()
    }

    pub fn numbers(&self) -> Vec<String> {
        self.counsellors
            .iter()
            .map(|one| one.number.clone())
            .collect()
    }

    pub fn checks(&self, plains: &[Vec<u8>]) -> Result<Codings, Vec<Wrong>> {
        check(&Given {
            window: HERE,
            year: YEAR,
            rosters: std::slice::from_ref(&self.roster),
            taxonomy: &self.taxonomy,
            plains,
            numbers: &self.numbers(),
        })
    }

    /// The codes of what stops a release of these.
    pub fn stopped(&self, plains: &[Vec<u8>]) -> Vec<Stop> {
        let wrong = self.checks(plains).unwrap_err();
        wrong.into_iter().map(|one| one.code).collect()
    }
}
