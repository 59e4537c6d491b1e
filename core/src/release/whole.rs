//! The whole way from what a server gives out to a table that can be signed. Nothing given is believed before it is checked.

use std::collections::BTreeMap;

use super::{Before, ChainFault, Draft, Given, Wrong, chain, check, draft};
use crate::calendar::Day;
use crate::disclosure::Unsolved;
use crate::ids::{AuthorKey, Digest, WindowId};
use crate::policy;
use crate::roster::Roster;
use crate::succession::{self, Succession};

/// What a server gives out of a window, and what the lead knows beside.
#[derive(Clone, Copy, Debug)]
pub struct Offered<'a> {
    pub window: WindowId,
    /// Public half of the key that will sign.
    pub desk_key: AuthorKey,
    pub rosters: &'a [Vec<u8>],
    pub successions: &'a [Vec<u8>],
    pub releases: &'a [Vec<u8>],
    /// Normalised texts.
    pub disclosure: &'a str,
    pub taxonomy: &'a str,
    /// What the identity of the year opened.
    pub plains: &'a [Vec<u8>],
    /// As the counsellors told them.
    pub numbers: &'a [String],
    pub year: i16,
    pub day: Day,
}

/// Why no table can be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Rosters that are not the desk's, of another window, or with one missing in between.
    Rosters,
    /// The newest roster does not hold on the day of making: a newer one may have been kept back.
    Unheld,
    /// Rule or words are not those that the newest roster names.
    Policies,
    /// The releases before.
    Chain(ChainFault),
    /// The fiscal year has not ended.
    Early,
    /// Codings and ledgers, each that is wrong.
    Codings(Vec<Wrong>),
    /// The attack.
    Unsolved(Unsolved),
}

impl Stopped {
    /// A code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Rosters => "release-rosters",
            Self::Unheld => "release-unheld",
            Self::Policies => "release-policies",
            Self::Chain(fault) => fault.code(),
            Self::Early => "release-early",
            Self::Codings(_) => "release-codings",
            Self::Unsolved(Unsolved::Contradiction) => "release-contradiction",
            Self::Unsolved(Unsolved::Solver) => "release-solver",
        }
    }
}

/// Whether `day` lies after the end of the fiscal year.
#[must_use]
pub fn is_over(year: i16, day: Day) -> bool {
    day.fiscal_year() > year
}

/// Names of all readers who ever stood on a roster that is given, by key; for whoever is told what is wrong.
#[must_use]
pub fn names(rosters: &[Vec<u8>]) -> BTreeMap<AuthorKey, String> {
    let read = rosters.iter().filter_map(|frame| Roster::read(frame).ok());
    read.flat_map(|roster| roster.body().readers.clone())
        .map(|reader| (reader.author, reader.name))
        .collect()
}

/// Checks everything, decides on the table, and attacks it.
pub fn make(offered: &Offered<'_>) -> Result<Draft, Stopped> {
    if !is_over(offered.year, offered.day) {
        return Err(Stopped::Early);
    }
    let steps: Vec<Succession> = offered
        .successions
        .iter()
        .map(|frame| Succession::read(frame))
        .collect::<Result<_, _>>()
        .map_err(|_| Stopped::Rosters)?;
    let rosters = rosters(offered, &steps).ok_or(Stopped::Rosters)?;
    let (Some(first), Some(newest)) = (rosters.first(), rosters.last()) else {
        return Err(Stopped::Rosters);
    };
    if !newest.covers(offered.day) {
        return Err(Stopped::Unheld);
    }
    let (disclosure, taxonomy) = named(newest, offered)
        .then(|| policy::of_the_table(offered.disclosure, offered.taxonomy).ok())
        .flatten()
        .ok_or(Stopped::Policies)?;
    let first_key = first.body().desk_key;
    let releases =
        chain(offered.window, first_key, &steps, offered.releases).map_err(Stopped::Chain)?;
    if releases
        .iter()
        .any(|release| release.body().year == offered.year)
    {
        return Err(Stopped::Chain(ChainFault::Year));
    }
    let codings = check(&Given {
        window: offered.window,
        year: offered.year,
        rosters: &rosters,
        taxonomy: &taxonomy,
        plains: offered.plains,
        numbers: offered.numbers,
    })
    .map_err(Stopped::Codings)?;
    let before = Before {
        roster: newest,
        desk_key: offered.desk_key,
        disclosure: &disclosure,
        taxonomy: &taxonomy,
        releases: &releases,
        year: offered.year,
        day: offered.day,
    };
    draft(codings.counts(&taxonomy), &before).map_err(Stopped::Unsolved)
}

/// All rosters, oldest first: of this window, from the first on without a gap, signed by keys that lead to the one that signs.
fn rosters(offered: &Offered<'_>, steps: &[Succession]) -> Option<Vec<Roster>> {
    let mut rosters: Vec<Roster> = offered
        .rosters
        .iter()
        .map(|frame| Roster::read(frame).ok())
        .collect::<Option<_>>()?;
    rosters.sort_by_key(|roster| roster.body().epoch);
    let first = rosters.first()?.body().desk_key;
    let signers = succession::line(offered.window, first, steps);
    let good = (1..).zip(&rosters).all(|(epoch, roster)| {
        let body = roster.body();
        body.epoch == epoch && body.window == offered.window && signers.contains(&body.desk_key)
    });
    (good && signers.last() == Some(&offered.desk_key)).then_some(rosters)
}

/// Whether both texts are those that the roster names.
fn named(roster: &Roster, offered: &Offered<'_>) -> bool {
    [
        ("disclosure.toml", offered.disclosure),
        ("taxonomy.toml", offered.taxonomy),
    ]
    .iter()
    .all(|(file, text)| {
        let digest = Digest::of(text.as_bytes());
        let mut policies = roster.body().policies.iter();
        policies.any(|policy| policy.file == *file && policy.sha256 == digest)
    })
}
