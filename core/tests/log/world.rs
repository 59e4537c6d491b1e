//! A case, and everybody who writes in it.

use ed25519_dalek::SigningKey;
use sotomado_core::calendar::Day;
use sotomado_core::entry::{Body, Entry, Header, Log, Note, Report, RosterName, Words};
use sotomado_core::ids::{AuthorKey, CaseId, Digest, Identity, WindowId};
use sotomado_core::log::{self, LogInput, LogView, Opened};
use sotomado_core::roster::{Earlier, PolicyDigest, Reader, Roster, RosterBody, Runs, version};

pub const WINDOW: WindowId = WindowId([9; 16]);
pub const CASE: CaseId = CaseId([8; 16]);
pub const REPORTER: u8 = 1;
pub const LEFT_OUT: u8 = 14;
pub const TIME: &str = "2026-11-24T07:03:13Z";

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

pub fn author(seed: u8) -> AuthorKey {
    AuthorKey::of(&key(seed))
}

pub fn roster_of(epoch: u32, readers: &[u8]) -> Roster {
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
    let body = RosterBody {
        v: 1,
        window: WINDOW,
        organisation: "shiojiri".into(),
        name: "塩尻市".into(),
        epoch,
        first_day: Day::new(2026, 11, 24).unwrap(),
        last_day: Day::new(2027, 3, 3).unwrap(),
        desk_key: author(5),
        runs: Runs::Firm,
        readers: readers.iter().map(reader).collect(),
        policies: vec![PolicyDigest {
            file: "intake.toml".into(),
            sha256: Digest::of(b""),
        }],
        statistics: Vec::new(),
    };
    Roster::read(&Roster::sign(&body, &key(5)).unwrap()).unwrap()
}

/// The new key of reader `of`.
pub const fn new_key(of: u8) -> u8 {
    of + 100
}

/// A roster on which each of `followed` stands under a new key, and the others as they were.
pub fn roster_followed(epoch: u32, readers: &[u8], followed: &[u8]) -> Roster {
    let seeds: Vec<u8> = readers
        .iter()
        .map(|seed| {
            if followed.contains(seed) {
                new_key(*seed)
            } else {
                *seed
            }
        })
        .collect();
    let mut body: RosterBody = roster_of(epoch, &seeds).body().clone();
    for (reader, seed) in body.readers.iter_mut().zip(readers) {
        if followed.contains(seed) {
            reader.earlier = vec![Earlier {
                author: author(*seed),
                since: Day::new(2026, 11, 24).unwrap(),
            }];
        }
    }
    body.v = version(&body.readers);
    Roster::read(&Roster::sign(&body, &key(5)).unwrap()).unwrap()
}

#[derive(Clone, Debug)]
pub struct File {
    pub id: Digest,
    pub digest: Digest,
    pub log: Log,
    pub plain: Option<Vec<u8>>,
}

impl File {
    pub fn of(entry: &Entry, by: u8) -> Self {
        Self::holding(entry.compose(&key(by)).unwrap(), entry.header.log)
    }

    pub fn holding(plain: Vec<u8>, log: Log) -> Self {
        let id = Digest::of(&plain);
        Self {
            id,
            digest: id,
            log,
            plain: Some(plain),
        }
    }
}

/// A case, and everybody who writes in it.
#[derive(Clone)]
pub struct World {
    pub rosters: Vec<Roster>,
    pub files: Vec<File>,
    pub reporter: Option<AuthorKey>,
}

impl World {
    pub fn new() -> Self {
        let rosters = vec![roster_of(1, &[11, 12, 13, LEFT_OUT])];
        let mut world = Self {
            rosters,
            files: Vec::new(),
            reporter: None,
        };
        world.write(REPORTER, Log::Case, Body::Report(report()));
        world
    }

    pub fn view(&self) -> LogView {
        let entries: Vec<_> = self
            .files
            .iter()
            .map(|file| Opened {
                id: file.id,
                digest: file.digest,
                log: file.log,
                day: None,
                plain: file.plain.as_deref(),
            })
            .collect();
        log::verify(&LogInput {
            window: WINDOW,
            case: CASE,
            reporter: self.reporter,
            rosters: &self.rosters,
            left_out: &[],
            entries: &entries,
        })
    }

    /// The next entry of somebody who has seen all that there is.
    pub fn draw(&self, by: u8, log: Log, body: Body) -> Entry {
        let next = self.view().next(&author(by), log);
        let roster = self.rosters.last().unwrap();
        let header = Header {
            window: WINDOW,
            case: CASE,
            log,
            author: author(by),
            n: next.n,
            before: next.before,
            heads: next.heads,
            time: TIME.parse().unwrap(),
            roster: RosterName {
                epoch: roster.body().epoch,
                digest: roster.digest(),
            },
            epoch: next.epoch,
        };
        Entry { header, body }
    }

    pub fn write(&mut self, by: u8, log: Log, body: Body) -> Digest {
        let file = File::of(&self.draw(by, log, body), by);
        let id = file.id;
        self.files.push(file);
        id
    }

    pub fn bent(
        &mut self,
        by: u8,
        log: Log,
        body: Body,
        change: impl FnOnce(&mut Header),
    ) -> Digest {
        let mut entry = self.draw(by, log, body);
        change(&mut entry.header);
        let file = File::of(&entry, by);
        let id = file.id;
        self.files.push(file);
        id
    }
}

pub fn report() -> Report {
    Report {
        words: "話を聞いてください".into(),
        people: String::new(),
        answers: [].into(),
        consent: "C0_listen".into(),
        consent_text: "まだどこにも伝えない".into(),
        case_recipient: Identity([3; 32]).recipient(),
        reporter_recipient: Identity([4; 32]).recipient(),
        readers: vec![author(11), author(12)],
        left_out: vec![author(LEFT_OUT)],
        heard: None,
    }
}

pub fn words(text: &str) -> Words {
    Words { words: text.into() }
}

pub fn note(text: &str) -> Body {
    Body::Note(Note {
        words: text.into(),
        is: None,
        until: None,
        of: None,
    })
}

pub fn message(text: &str) -> Body {
    Body::Message(words(text))
}
