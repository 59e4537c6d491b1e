//! What a reporter's client writes: the report with its key files, and what follows in the same case.

use ed25519_dalek::SigningKey;

use crate::derive::Keys;
use crate::entry::{
    Attachment, Body, Consent, Entry, Grant, Header, Log, Report, RosterName, Words,
};
use crate::frame::FrameFault;
use crate::ids::{AuthorKey, CaseId, Digest, Identity, Recipient, WindowId};
use crate::keyfile::{Holder, KeyFile, Purpose};
use crate::log::LogView;
use crate::roster::{Reader, Roster};
use crate::time::Time;

/// Readers of one report at most.
const DRAWN: usize = 2;

/// What the reporter wrote and chose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    pub words: String,
    pub people: String,
    pub answers: std::collections::BTreeMap<String, crate::entry::Answer>,
    pub consent: String,
    /// The sentence that was shown.
    pub consent_text: String,
}

/// Under what a report is written.
#[derive(Clone, Copy, Debug)]
pub struct Under<'a> {
    pub roster: &'a Roster,
    pub case: CaseId,
    /// A fresh identity.
    pub identity: &'a Identity,
    pub time: Time,
}

/// Frames to be sealed, each to its recipient.
#[derive(Debug)]
pub struct Written {
    /// Signed and filled; to be sealed to `recipient`.
    pub entry: Vec<u8>,
    /// The case's.
    pub recipient: Recipient,
    /// For the readers drawn, and last for the reporter.
    pub keys: Vec<(Holder, Recipient, Vec<u8>)>,
}

/// Who is left to be drawn. A deputy is not: whoever reads a case with a deputy decided so, and the reporter sees it.
#[must_use]
pub fn remaining<'a>(roster: &'a Roster, left_out: &[AuthorKey]) -> Vec<&'a Reader> {
    let free = |reader: &&Reader| !left_out.contains(&reader.author);
    roster.body().drawable().filter(free).collect()
}

/// At most two of those who are left, evenly drawn; `byte` gives a random byte, or none when there is none.
#[must_use]
pub fn draw<'a>(
    roster: &'a Roster,
    left_out: &[AuthorKey],
    mut byte: impl FnMut() -> Option<u8>,
) -> Option<Vec<&'a Reader>> {
    let mut left = remaining(roster, left_out);
    let mut drawn = Vec::new();
    while drawn.len() < DRAWN && !left.is_empty() {
        // Not even over more than a byte's worth of people; no roster is so long.
        let below = u8::try_from(left.len()).unwrap_or(u8::MAX);
        let fair = u8::MAX - (u8::MAX % below);
        let value = byte()?;
        if value < fair {
            drawn.push(left.swap_remove(usize::from(value % below)));
        }
    }
    Some(drawn)
}

/// The report and a key file for each of `readers` and for the reporter.
///
/// # Errors
/// `TooLong` with the bytes there are and may be.
pub fn write(
    said: Said,
    readers: &[&Reader],
    left_out: &[AuthorKey],
    keys: &Keys,
    under: &Under<'_>,
) -> Result<Written, FrameFault> {
    let (recipient, own) = (under.identity.recipient(), keys.identity.recipient());
    let body = Body::Report(Report {
        words: said.words,
        people: said.people,
        answers: said.answers,
        consent: said.consent,
        consent_text: said.consent_text,
        case_recipient: recipient,
        reporter_recipient: own,
        readers: readers.iter().map(|reader| reader.author).collect(),
        left_out: left_out.to_vec(),
        heard: None,
    });
    let header = Header {
        window: under.roster.body().window,
        case: under.case,
        log: Log::Case,
        author: AuthorKey::of(&keys.author),
        n: 1,
        before: None,
        heads: Vec::new(),
        time: under.time,
        roster: named(under.roster),
        epoch: 1,
    };
    let entry = Entry { header, body }.compose(&keys.author)?;
    let to_readers = readers
        .iter()
        .map(|reader| (Holder::Reader(reader.author), reader.recipient));
    let files = to_readers
        .chain([(Holder::Reporter, own)])
        .map(|(to, sealed_to)| Ok((to, sealed_to, key_file(to, &keys.author, under)?)))
        .collect::<Result<_, FrameFault>>()?;
    Ok(Written {
        entry,
        recipient,
        keys: files,
    })
}

fn key_file(to: Holder, maker: &SigningKey, under: &Under<'_>) -> Result<Vec<u8>, FrameFault> {
    KeyFile {
        v: 1,
        window: under.roster.body().window,
        case: under.case,
        purpose: Purpose::Case,
        epoch: 1,
        secret: under.identity.clone(),
        to,
        maker: AuthorKey::of(maker),
        time: under.time,
        roster: named(under.roster),
    }
    .compose(maker)
}

/// What is said after the report.
#[derive(Clone, Debug)]
pub enum More {
    Words(String),
    File(Attachment),
    Reply(Consent),
    Grant(Grant),
}

/// The reporter's next entry in a case that was checked, and the recipient to seal it to; none where the case
/// names no recipient.
///
/// # Errors
/// `TooLong` with the bytes there are and may be.
pub fn go_on(
    view: &LogView,
    more: More,
    author: &SigningKey,
    under: (WindowId, CaseId, &Roster),
    time: Time,
) -> Result<Option<(Vec<u8>, Recipient)>, FrameFault> {
    let (window, case, roster) = under;
    let me = AuthorKey::of(author);
    let next = view.next(&me, Log::Case);
    let Some(recipient) = next.recipient else {
        return Ok(None);
    };
    let header = Header {
        window,
        case,
        log: Log::Case,
        author: me,
        n: next.n,
        before: next.before,
        heads: next.heads,
        time,
        roster: named(roster),
        epoch: next.epoch,
    };
    let body = match more {
        More::Words(words) => Body::Message(Words { words }),
        More::File(file) => Body::Attachment(file),
        More::Reply(consent) => Body::Consent(consent),
        More::Grant(grant) => Body::Grant(grant),
    };
    let entry = Entry { header, body }.compose(author)?;
    Ok(Some((entry, recipient)))
}

/// The newest roster that an entry without fault names, by its epoch; 0 if there is none.
#[must_use]
pub fn newest_epoch(view: &LogView) -> u32 {
    let sound = view.entries.iter().filter(|checked| checked.is_sound());
    sound
        .filter_map(|checked| checked.entry.as_ref())
        .map(|entry| entry.header.roster.epoch)
        .max()
        .unwrap_or(0)
}

/// The name by which entries and key files name a roster.
#[must_use]
pub fn named(roster: &Roster) -> RosterName {
    let digest: Digest = roster.digest();
    RosterName {
        epoch: roster.body().epoch,
        digest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{Code, Path};
    use crate::derive;
    use crate::log::{LogInput, Opened, verify};
    use crate::roster::tests::{body, reader};

    fn roster() -> Roster {
        let desk = SigningKey::from_bytes(&[5; 32]);
        let mut body = body(&desk);
        body.readers = vec![reader(11), reader(12), reader(13)];
        Roster::read(&Roster::sign(&body, &desk).unwrap()).unwrap()
    }

    #[test]
    fn promise_07_whoever_is_left_out_is_never_drawn() {
        let roster = roster();
        let out = [reader(12).author];
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..=255_u8 {
            let mut next = seed;
            let drawn = draw(&roster, &out, || {
                next = next.wrapping_mul(5).wrapping_add(1);
                Some(next)
            })
            .unwrap();
            assert_eq!(drawn.len(), 2);
            assert!(drawn.iter().all(|reader| reader.author != out[0]));
            seen.insert(drawn[0].author);
        }
        assert_eq!(seen.len(), 2, "and either may come first");
        let all: Vec<AuthorKey> = [11, 12, 13].map(|seed| reader(seed).author).into();
        assert_eq!(draw(&roster, &all, || Some(0)), Some(Vec::new()));
        assert_eq!(draw(&roster, &[], || None), None);
    }

    #[test]
    fn promise_07_a_deputy_is_never_drawn() {
        let desk = SigningKey::from_bytes(&[5; 32]);
        let mut body = body(&desk);
        body.readers = vec![reader(11), reader(12), reader(13)];
        body.readers[0].deputy = true;
        body.v = crate::roster::version(&body.readers);
        let roster = Roster::read(&Roster::sign(&body, &desk).unwrap()).unwrap();
        for seed in 0..=255_u8 {
            let mut next = seed;
            let drawn = draw(&roster, &[], || {
                next = next.wrapping_mul(5).wrapping_add(1);
                Some(next)
            })
            .unwrap();
            assert_eq!(drawn.len(), 2);
            assert!(drawn.iter().all(|reader| !reader.deputy));
        }
        // Not even where nobody else is left.
        let out = [reader(12).author, reader(13).author];
        assert_eq!(draw(&roster, &out, || Some(0)), Some(Vec::new()));
    }

    #[test]
    fn what_is_written_stands_every_check() {
        let roster = roster();
        let keys = derive::keys(
            &Code::make(Path::ScriptOff, &[3; 22]),
            &roster.body().window,
        );
        let identity = Identity([3; 32]);
        let under = Under {
            roster: &roster,
            case: CaseId([8; 16]),
            identity: &identity,
            time: "2026-11-24T07:03:13Z".parse().unwrap(),
        };
        let readers = draw(&roster, &[], || Some(0)).unwrap();
        let said = Said {
            words: "言葉".to_owned(),
            ..Said::default()
        };
        let written = write(said, &readers, &[], &keys, &under).unwrap();
        assert_eq!(written.keys.len(), 3);
        assert_eq!(written.recipient, identity.recipient());
        let id = Digest::of(&written.entry);
        let opened = |plain: &'static [u8], id| Opened {
            id,
            digest: id,
            log: Log::Case,
            day: None,
            plain: Some(plain),
        };
        let first: &'static [u8] = written.entry.clone().leak();
        let check = |entries: &[Opened<'_>]| {
            verify(&LogInput {
                window: roster.body().window,
                case: under.case,
                reporter: Some(AuthorKey::of(&keys.author)),
                rosters: std::slice::from_ref(&roster),
                left_out: &[],
                entries,
            })
        };
        let view = check(&[opened(first, id)]);
        assert!(view.faults().is_empty(), "{:?}", view.faults());
        let more = More::Words("続き".to_owned());
        let place = (roster.body().window, under.case, &roster);
        let (second, to) = go_on(&view, more, &keys.author, place, under.time)
            .unwrap()
            .unwrap();
        assert_eq!(to, identity.recipient());
        let next = Digest::of(&second);
        let second: &'static [u8] = second.leak();
        let both = check(&[opened(first, id), opened(second, next)]);
        assert!(both.faults().is_empty(), "{:?}", both.faults());
        assert_eq!(newest_epoch(&both), 1);
    }

    #[test]
    fn too_long_is_counted() {
        let roster = roster();
        let keys = derive::keys(
            &Code::make(Path::ScriptOff, &[3; 22]),
            &roster.body().window,
        );
        let under = Under {
            roster: &roster,
            case: CaseId([8; 16]),
            identity: &Identity([3; 32]),
            time: "2026-11-24T07:03:13Z".parse().unwrap(),
        };
        let said = Said {
            words: "あ".repeat(22_000),
            ..Said::default()
        };
        let refused = write(said, &[], &[], &keys, &under).map(|_| ());
        assert!(matches!(refused, Err(FrameFault::TooLong { .. })));
    }
}
