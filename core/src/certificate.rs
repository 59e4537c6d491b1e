//! That cases were destroyed: by whom, when, and where copies may lie still. It says nothing of what they held.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};

use crate::audit::Record;
use crate::calendar::Day;
use crate::ending::{Deed, Ending};
use crate::frame::{self, FrameFault, Line};
use crate::ids::{AuthorKey, CaseMark, Digest, StaffId, WindowId};

/// A certificate as it is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    pub v: u8,
    /// The server's audit key, which signs it.
    pub key: AuthorKey,
    pub window: WindowId,
    pub organisation: String,
    pub name: String,
    /// The day of the destruction.
    pub day: Day,
    /// Who confirmed what another had proposed.
    pub confirmed: Person,
    /// Copies of keys are kept until this day, and with them older copies of these cases can be opened by their readers.
    pub copies_until: Day,
    pub cases: Vec<Destroyed>,
    /// What they signed, base64 of each frame: who confirmed, then who proposed. Version 1 is from before they did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

/// Whose signatures a certificate bears beside its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hands {
    /// None: it is from before there were any.
    Before,
    /// Of the one who confirmed, and of those who proposed, each another key than that.
    Two(AuthorKey, BTreeSet<AuthorKey>),
    /// They are not of two people about as many cases, of this window and by that day.
    Wrong,
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destroyed {
    /// As the audit chain names it. The key of the mark was destroyed too, so nobody gets from it to the case.
    pub mark: CaseMark,
    /// The last day for which it was to be kept.
    pub kept_until: Day,
    pub proposed: Person,
    pub proposed_day: Day,
    /// When it was taken out of the program, as far as the program knows.
    pub exports: Vec<Export>,
}

/// Whoever did something: an account, and its name on that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub account: StaffId,
    pub name: String,
}

/// That a case was taken out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    pub day: Day,
    /// None: the operator, sealed.
    pub by: Option<Person>,
}

/// What the chain of what staff did calls the deeds of which a certificate speaks.
#[derive(Clone, Copy, Debug)]
pub struct Deeds<'a> {
    /// A case was destroyed.
    pub destroyed: &'a str,
    /// A case was taken out, in one way or another.
    pub taken_out: &'a [&'a str],
}

/// Where a certificate and that chain say something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discord {
    /// The chain does not know that this person destroyed the case on that day.
    NotDestroyed(CaseMark),
    /// The case was taken out, and the certificate does not say so.
    NotNamed(CaseMark, Day, Option<StaffId>),
    /// The certificate says that it was taken out, and the chain does not know of it.
    NotRecorded(CaseMark, Day, Option<StaffId>),
}

/// A certificate whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    body: Body,
    frame: Vec<u8>,
}

impl Certificate {
    /// Signs it.
    ///
    /// # Errors
    /// [`FrameFault::TooLong`] for too many cases at once.
    pub fn sign(body: Body, key: &SigningKey) -> Result<Self, FrameFault> {
        let frame = frame::write_json(Line::Certificate, &body, key)?;
        Ok(Self { body, frame })
    }

    /// Reads a frame and checks that the key which it names signed it. Whether that is the desk's, whoever kept a head knows.
    ///
    /// # Errors
    /// [`FrameFault`]
    pub fn read(bytes: &[u8]) -> Result<Self, FrameFault> {
        let read = frame::read(Line::Certificate, bytes)?;
        let body: Body = read.parse()?;
        if !matches!((body.v, body.words.is_empty()), (1, true) | (2, false)) {
            return Err(FrameFault::Malformed);
        }
        read.verify(&body.key)?;
        let frame = bytes.to_vec();
        Ok(Self { body, frame })
    }

    /// By which keys the two signed. Whether these stood on a roster, the rosters of that time show.
    #[must_use]
    pub fn hands(&self) -> Hands {
        if self.body.words.is_empty() {
            return Hands::Before;
        }
        let signed = |word: &String| Ending::read(&STANDARD.decode(word).ok()?).ok();
        let words: Option<Vec<Ending>> = self.body.words.iter().map(signed).collect();
        words
            .and_then(|words| self.two(&words))
            .map_or(Hands::Wrong, |(one, others)| Hands::Two(one, others))
    }

    fn two(&self, words: &[Ending]) -> Option<(AuthorKey, BTreeSet<AuthorKey>)> {
        let (last, first) = words.split_first()?;
        let here = |word: &Ending| word.window == self.body.window && word.day <= self.body.day;
        let confirmed = here(last)
            && last.deed == Deed::ConfirmDestruction
            && last.cases.len() == self.body.cases.len();
        let proposes = |word: &Ending| {
            here(word) && word.deed == Deed::ProposeDestruction && word.key != last.key
        };
        let about: BTreeSet<&Digest> = first.iter().flat_map(|word| &word.cases).collect();
        let all = last.cases.iter().all(|case| about.contains(case));
        (confirmed && first.iter().all(proposes) && all)
            .then(|| (last.key, first.iter().map(|word| word.key).collect()))
    }

    /// What the records of the desk's chain say otherwise. Whether these are all and as they were written, they do not tell.
    #[must_use]
    pub fn beside(&self, records: &[Record], deeds: Deeds<'_>) -> Vec<Discord> {
        let mut all = Vec::new();
        for case in &self.body.cases {
            let of_case = || records.iter().filter(|one| one.case == Some(case.mark));
            let by = Some(self.body.confirmed.account);
            let destroyed = |one: &Record| {
                one.action == deeds.destroyed && one.account == by && one.day == self.body.day
            };
            if !of_case().any(destroyed) {
                all.push(Discord::NotDestroyed(case.mark));
            }
            let mut named: Vec<(Day, Option<StaffId>)> = case
                .exports
                .iter()
                .map(|one| (one.day, one.by.as_ref().map(|by| by.account)))
                .collect();
            for one in of_case().filter(|one| deeds.taken_out.contains(&one.action.as_str())) {
                let taken = (one.day, one.account);
                match named.iter().position(|other| *other == taken) {
                    Some(at) => {
                        named.swap_remove(at);
                    }
                    None => all.push(Discord::NotNamed(case.mark, taken.0, taken.1)),
                }
            }
            let left = named.into_iter();
            all.extend(left.map(|(day, by)| Discord::NotRecorded(case.mark, day, by)));
        }
        all
    }

    /// What was signed.
    #[must_use]
    pub const fn body(&self) -> &Body {
        &self.body
    }

    /// The signed bytes.
    #[must_use]
    pub fn frame(&self) -> &[u8] {
        &self.frame
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{Digest, Salt};

    fn body(key: &SigningKey) -> Body {
        let day = Day::new(2032, 4, 2).unwrap();
        let person = |n| Person {
            account: StaffId([n; 16]),
            name: "相談員".to_owned(),
        };
        Body {
            v: 1,
            key: AuthorKey::of(key),
            window: WindowId([1; 16]),
            organisation: "shiojiri".to_owned(),
            name: "塩尻市".to_owned(),
            day,
            confirmed: person(2),
            copies_until: day.plus_days(35),
            cases: vec![Destroyed {
                mark: CaseMark([9; 32]),
                kept_until: day.plus_days(-2),
                proposed: person(3),
                proposed_day: day,
                exports: vec![Export { day, by: None }],
            }],
            words: Vec::new(),
        }
    }

    fn word(deed: Deed, case: u8, key: u8) -> String {
        let key = SigningKey::from_bytes(&[key; 32]);
        let (window, day) = (WindowId([1; 16]), Day::new(2032, 4, 2).unwrap());
        let cases = [crate::ids::CaseId([case; 16])].into();
        STANDARD.encode(Ending::sign(window, deed, &cases, day, &key).unwrap())
    }

    #[test]
    fn two_keys_signed_it_or_it_says_that_they_did_not() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let hands = |words: Vec<String>| {
            let mut body = body(&key);
            body.v = 2;
            body.words = words;
            let signed = Certificate::sign(body, &key).unwrap();
            Certificate::read(signed.frame()).map(|read| read.hands())
        };
        let (propose, confirm) = (Deed::ProposeDestruction, Deed::ConfirmDestruction);
        let of = |n: u8| AuthorKey::of(&SigningKey::from_bytes(&[n; 32]));
        let good = hands(vec![word(confirm, 1, 11), word(propose, 1, 12)]);
        assert_eq!(good, Ok(Hands::Two(of(11), [of(12)].into())));
        for wrong in [
            vec![word(confirm, 1, 11)],
            vec![word(confirm, 1, 11), word(propose, 1, 11)],
            vec![word(confirm, 1, 11), word(propose, 2, 12)],
            vec![word(propose, 1, 11), word(propose, 1, 12)],
            vec![word(confirm, 1, 11), word(confirm, 1, 12)],
            vec![word(confirm, 1, 11), "AAAA".to_owned()],
        ] {
            assert_eq!(hands(wrong), Ok(Hands::Wrong));
        }
        assert_eq!(hands(Vec::new()), Err(FrameFault::Malformed));
        let before = Certificate::sign(body(&key), &key).unwrap();
        assert_eq!(before.hands(), Hands::Before);
    }

    #[test]
    fn what_was_signed_is_read_and_nothing_else() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let signed = Certificate::sign(body(&key), &key).unwrap();
        assert_eq!(Certificate::read(signed.frame()).unwrap(), signed);
        let mut bent = signed.frame().to_vec();
        let at = bent.windows(10).position(|part| part == b"2032-04-02");
        bent[at.unwrap() + 9] = b'3';
        assert_eq!(Certificate::read(&bent), Err(FrameFault::BadSignature));
        let stranger = SigningKey::from_bytes(&[8; 32]);
        let forged = Certificate::sign(body(&key), &stranger).unwrap();
        assert_eq!(
            Certificate::read(forged.frame()),
            Err(FrameFault::BadSignature)
        );
    }

    #[test]
    fn what_the_chain_says_otherwise_is_named() {
        const DEEDS: Deeds<'_> = Deeds {
            destroyed: "destroy",
            taken_out: &["export", "take-out"],
        };
        let key = SigningKey::from_bytes(&[7; 32]);
        let (mark, other) = (CaseMark([9; 32]), CaseMark([8; 32]));
        let signed = Certificate::sign(body(&key), &key).unwrap();
        let day = signed.body().day;
        let record = |action: &str, day: Day, account: Option<u8>, case| Record {
            day,
            account: account.map(|n| StaffId([n; 16])),
            action: action.to_owned(),
            case: Some(case),
            salt: Salt([0; 16]),
            before: Digest::of(b""),
        };
        let mut chain = vec![
            record("export", day, None, mark),
            record("export", day, Some(3), other),
            record("read-case", day, Some(3), mark),
            record("destroy", day, Some(2), mark),
        ];
        assert_eq!(signed.beside(&chain, DEEDS), []);
        chain.push(record("take-out", day.plus_days(-3), Some(3), mark));
        chain.push(record("export", day, None, mark));
        let by = Some(StaffId([3; 16]));
        assert_eq!(
            signed.beside(&chain, DEEDS),
            [
                Discord::NotNamed(mark, day.plus_days(-3), by),
                Discord::NotNamed(mark, day, None)
            ]
        );
        // By another, or on another day, it is another deed.
        for (day, account) in [(day, 3), (day.plus_days(1), 2)] {
            let chain = [record("destroy", day, Some(account), mark)];
            let none = Discord::NotRecorded(mark, signed.body().day, None);
            assert_eq!(
                signed.beside(&chain, DEEDS),
                [Discord::NotDestroyed(mark), none]
            );
        }
    }

    #[test]
    fn more_cases_than_one_certificate_holds_are_refused() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let mut many = body(&key);
        many.cases = vec![many.cases[0].clone(); 2000];
        assert!(matches!(
            Certificate::sign(many, &key),
            Err(FrameFault::TooLong { .. })
        ));
    }
}
