//! What the desk's key signs, away from the server: a request is carried there, and what was signed is carried back.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sotomado_core::calendar::Day;
use sotomado_core::ids::{AuthorKey, Digest, WindowId};
use sotomado_core::roster::{
    self, PolicyDigest, Reader, Roster, RosterBody, Runs, followed, person_before,
};
use sotomado_core::succession::{self, Succession};

use crate::access::Action;
use crate::app::App;
use crate::commands::{Failure, init};
use crate::store::{Role, Window};

/// A frame, in base64 where it is carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame(pub(super) Vec<u8>);

impl Serialize for Frame {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Frame {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let bytes = STANDARD.decode(text);
        bytes.map(Self).map_err(|_| de::Error::custom("not base64"))
    }
}

/// What is to be signed, as the server gives it out. Nothing in it is believed before it was looked at.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    v: u8,
    /// The server's day: the roster begins with it.
    pub(super) day: Day,
    runs: Runs,
    pub(super) policies: Vec<PolicyDigest>,
    pub(super) offered: Vec<Offered>,
    pub(super) windows: Vec<OfWindow>,
}

/// Somebody who offered a key.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Offered {
    pub(super) sign_in: String,
    pub(super) counsellor: bool,
    pub(super) card: Reader,
}

/// A window, and what was signed of it before.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OfWindow {
    window: WindowId,
    pub(super) organisation: String,
    pub(super) name: String,
    newest: Option<Frame>,
    successions: Vec<Frame>,
}

/// What comes back.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Signed {
    v: u8,
    pub(super) windows: Vec<SignedWindow>,
}

/// A window's next roster, and the word of the key before for the one that signed it, where that is another.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SignedWindow {
    pub(super) organisation: String,
    pub(super) roster: Frame,
    pub(super) succession: Option<Frame>,
}

/// Who shall stand on the roster, by sign-in name.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Choice {
    /// Sign-in name of somebody to leave out; as often as needed.
    #[arg(long, value_name = "SIGN-IN")]
    leave_out: Vec<String>,
    /// Sign-in name of somebody to add who is not on the roster before, or has another key now; as often as needed.
    #[arg(long, value_name = "SIGN-IN")]
    add: Vec<String>,
    /// Sign-in name of somebody outside who is the second where one must not decide alone; as often as needed.
    #[arg(long, value_name = "SIGN-IN")]
    deputy: Vec<String>,
    /// Sign-in name of a deputy who is one no longer, and reads as all others do.
    #[arg(long, value_name = "SIGN-IN")]
    no_deputy: Vec<String>,
    /// How many days it is good, the first counted.
    #[arg(long, default_value_t = roster::DAYS_MOST, value_parser = clap::value_parser!(i32).range(1..=i64::from(roster::DAYS_MOST)))]
    days: i32,
}

impl Choice {
    /// Everybody, as they stood before, for so many days.
    pub(super) fn of_days(days: i32) -> Self {
        Self {
            days,
            ..Self::default()
        }
    }

    /// Each name must be somebody's who offered a key: a slip of the pen would leave nobody out.
    fn check(&self, offered: &[Offered]) -> Result<(), Failure> {
        let named = [&self.leave_out, &self.add, &self.deputy, &self.no_deputy];
        for name in named.into_iter().flatten() {
            if !offered.iter().any(|one| one.sign_in == *name) {
                return Err(format!("{name}: nobody of this sign-in name offered a key").into());
            }
        }
        Ok(())
    }

    /// Those on the roster before whose key is still offered, or everybody who counsels where there was none; and who is named.
    fn readers(&self, offered: &[Offered], before: Option<&Roster>, today: Day) -> Vec<Reader> {
        let keys: BTreeSet<AuthorKey> = offered.iter().map(|one| one.card.author).collect();
        let other_key = |one: &Offered| {
            before.and_then(|roster| person_before(&roster.body().readers, &one.card, &keys))
        };
        let names = |list: &[String], one: &Offered| list.contains(&one.sign_in);
        let stood = |one: &Offered| before.and_then(|roster| same_key(roster, &one.card));
        let on = |one: &&Offered| {
            let by_itself = match before {
                Some(_) => stood(one).is_some(),
                None => one.counsellor,
            };
            let asked = names(&self.add, one) || names(&self.deputy, one);
            (by_itself || asked) && !names(&self.leave_out, one)
        };
        let card = |one: &Offered| {
            let earlier = match (stood(one), other_key(one)) {
                (Some(same), _) => same.earlier.clone(),
                (None, Some(was)) => followed(was, today),
                (None, None) => Vec::new(),
            };
            let was = stood(one).or_else(|| other_key(one));
            let was = was.is_some_and(|reader| reader.deputy);
            Reader {
                earlier,
                deputy: (was || names(&self.deputy, one)) && !names(&self.no_deputy, one),
                ..one.card.clone()
            }
        };
        offered.iter().filter(on).map(card).collect()
    }
}

fn same_key<'a>(roster: &'a Roster, card: &Reader) -> Option<&'a Reader> {
    let reader = roster.reader(&card.author)?;
    (reader.recipient == card.recipient).then_some(reader)
}

/// Enough of both keys to compare over the telephone, as the desk's page shows it.
pub(super) fn key_number(card: &Reader) -> String {
    let digest = Digest::of(format!("{} {}", card.author, card.recipient).as_bytes()).to_string();
    let letters: Vec<char> = digest.chars().take(24).collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|four| four.iter().collect())
        .collect();
    groups.join(" ")
}

/// What is to be signed of these windows.
pub(super) async fn request(app: &App, windows: &[Window]) -> Result<Request, Failure> {
    let permit = init::operator(Action::SeeOfferedKeys)?;
    let accounts = app.store.offered_keys(&permit).await?.into_iter();
    let offered = accounts.filter_map(|account| {
        Some(Offered {
            card: account.card()?,
            counsellor: account.role == Role::Counsellor,
            sign_in: account.sign_in,
        })
    });
    let mut policies = Vec::new();
    for file in &app.policies.files {
        policies.push(PolicyDigest {
            file: file.name.clone(),
            sha256: file.sha256.parse()?,
        });
    }
    let mut of_windows = Vec::new();
    for window in windows {
        let newest = app.store.newest_roster(window.id).await?;
        let successions = app.store.successions(window.id).await?.into_iter();
        of_windows.push(OfWindow {
            window: window.id,
            organisation: window.short.clone(),
            name: window.name.clone(),
            newest: newest.map(|newest| Frame(newest.frame)),
            successions: successions.map(|one| Frame(one.frame)).collect(),
        });
    }
    Ok(Request {
        v: 1,
        day: app.clock.today(),
        runs: app.config.runs,
        policies,
        offered: offered.collect(),
        windows: of_windows,
    })
}

/// A file of this shape, whatever else it says.
pub(super) fn read<T: for<'de> Deserialize<'de>>(file: &Path) -> Result<T, Failure> {
    let text = fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(serde_json::from_slice(&text).map_err(|e| format!("{}: {e}", file.display()))?)
}

impl OfWindow {
    /// The roster before, if the key that signed it is `key` or leads to it: its number and its people are counted on.
    pub(super) fn before(&self, key: AuthorKey) -> Result<Option<Roster>, Failure> {
        let Some(frame) = &self.newest else {
            return Ok(None);
        };
        let name = &self.organisation;
        let roster =
            Roster::read(&frame.0).map_err(|e| format!("{name}: the roster before: {e}"))?;
        let steps: Vec<Succession> = self
            .successions
            .iter()
            .map(|frame| Succession::read(&frame.0))
            .collect::<Result<_, _>>()
            .map_err(|e| format!("{name}: a succession: {e}"))?;
        let line = succession::line(self.window, roster.body().desk_key, &steps);
        if roster.body().window != self.window || line.last() != Some(&key) {
            return Err(format!(
                "{name}: the roster before does not lead to this key; nothing was signed"
            )
            .into());
        }
        Ok(Some(roster))
    }

    /// What the next roster of this window says.
    pub(super) fn next(
        &self,
        request: &Request,
        choice: &Choice,
        before: Option<&Roster>,
        key: &SigningKey,
    ) -> Result<RosterBody, Failure> {
        choice.check(&request.offered)?;
        let readers = choice.readers(&request.offered, before, request.day);
        let last_day = request.day.plus_days(choice.days - 1);
        Ok(RosterBody {
            v: roster::version(&readers),
            window: self.window,
            organisation: self.organisation.clone(),
            name: self.name.clone(),
            epoch: before.map_or(1, |roster| roster.body().epoch + 1),
            first_day: request.day,
            last_day,
            desk_key: AuthorKey::of(key),
            runs: request.runs,
            readers,
            policies: request.policies.clone(),
            statistics: roster::statistics(key, &self.window, request.day, last_day),
        })
    }

    /// The word of `from` for `to`.
    pub(super) fn succession(
        &self,
        from: &SigningKey,
        to: AuthorKey,
        day: Day,
    ) -> Result<Frame, Failure> {
        Ok(Frame(Succession::sign(self.window, to, day, from)?))
    }
}

impl Signed {
    pub(super) const fn of(windows: Vec<SignedWindow>) -> Self {
        Self { v: 1, windows }
    }
}

/// What somebody must read before they sign it.
pub(super) fn describe(body: &RosterBody, before: Option<&Roster>, offered: &[Offered]) -> String {
    let mut lines = vec![format!(
        "{} ({}): roster {}, {} to {}, signed by the key {}",
        body.name, body.organisation, body.epoch, body.first_day, body.last_day, body.desk_key
    )];
    for reader in &body.readers {
        let sign_in = offered.iter().find(|one| one.card.author == reader.author);
        lines.push(format!(
            "  {}{}, {}, key {}{}",
            reader.name,
            if reader.deputy { " (deputy)" } else { "" },
            sign_in.map_or("", |one| one.sign_in.as_str()),
            key_number(reader),
            mark(reader, before)
        ));
    }
    let on: BTreeSet<AuthorKey> = body.readers.iter().map(|reader| reader.author).collect();
    for one in offered.iter().filter(|one| !on.contains(&one.card.author)) {
        lines.push(format!("  not on it: {}, {}", one.card.name, one.sign_in));
    }
    if body.is_alone() {
        lines.push(
            "  one person alone: what two must decide will be refused; name a deputy".to_owned(),
        );
    }
    for policy in &body.policies {
        let known = before.is_some_and(|roster| roster.body().policies.contains(policy));
        let changed = if known || before.is_none() {
            ""
        } else {
            "  CHANGED"
        };
        lines.push(format!("  {}  {}{changed}", policy.sha256, policy.file));
    }
    lines.join("\n")
}

fn mark(reader: &Reader, before: Option<&Roster>) -> &'static str {
    let Some(before) = before else {
        return "";
    };
    let same = same_key(before, reader);
    let mut all = before.body().readers.iter();
    match same {
        Some(was) if was.deputy == reader.deputy => "",
        Some(_) => "  CHANGED: deputy or not",
        None if !reader.earlier.is_empty() => {
            "  OTHER KEY than before, of the same person: compare its number"
        }
        None if all.any(|one| one.name == reader.name) => {
            "  OTHER KEY than before: compare its number"
        }
        None => "  NEW: compare the key's number",
    }
}
