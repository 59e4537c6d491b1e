//! The whole way, as a lead's machine goes it.

use sotomado_core::calendar::Day;
use sotomado_core::ids::{Digest, WindowId};
use sotomado_core::release::{ChainFault, Offered, Release, Stopped, make, names};
use sotomado_core::roster::{PolicyDigest, Roster, RosterBody, statistics};

use crate::CITY;
use crate::world::{DESK, HERE, YEAR, Year, author, key};

const DISCLOSURE: &str = include_str!("../../../policies/disclosure.toml");
const TAXONOMY: &str = include_str!("../../../policies/taxonomy.toml");

fn signed(year: &Year, epoch: u32, by: u8) -> Vec<u8> {
    let policy = |file: &str, text: &str| PolicyDigest {
        file: file.into(),
        sha256: Digest::of(text.as_bytes()),
    };
    let first = year.roster.body();
    let (first_day, last_day) = if epoch == 1 {
        (first.first_day, first.last_day)
    } else {
        let day = |month, day| Day::new(2027, month, day).unwrap();
        (day(3, 1), day(5, 31))
    };
    let body = RosterBody {
        epoch,
        desk_key: author(by),
        first_day,
        last_day,
        statistics: statistics(&key(by), &HERE, first_day, last_day),
        policies: vec![
            policy("disclosure.toml", DISCLOSURE),
            policy("taxonomy.toml", TAXONOMY),
        ],
        ..first.clone()
    };
    Roster::sign(&body, &key(by)).unwrap()
}

#[test]
fn promise_11_a_table_leaves_only_the_whole_way() {
    let year = Year::of(CITY);
    let rosters = [signed(&year, 1, DESK), signed(&year, 2, DESK)];
    let (plains, numbers) = (year.plains(), year.numbers());
    let offered = Offered {
        window: HERE,
        desk_key: author(DESK),
        rosters: &rosters,
        successions: &[],
        releases: &[],
        disclosure: DISCLOSURE,
        taxonomy: TAXONOMY,
        plains: &plains,
        numbers: &numbers,
        year: YEAR,
        day: Day::new(2027, 4, 20).unwrap(),
    };
    let draft = make(&offered).unwrap();
    assert_eq!(draft.body.total, Some(320));
    assert_eq!(draft.roster.0, 2);
    assert_eq!(names(&rosters).len(), 2);
    stops(&offered);
    for rosters in [
        vec![],
        vec![rosters[1].clone()],
        vec![rosters[0].clone(), signed(&year, 3, DESK)],
        vec![rosters[0].clone(), signed(&year, 2, 6)],
    ] {
        let rosters = rosters.as_slice();
        let stopped = make(&Offered { rosters, ..offered });
        assert_eq!(stopped, Err(Stopped::Rosters));
    }
    let before = [Release::sign(&draft.body, &key(DESK)).unwrap()];
    let again = make(&Offered {
        releases: &before,
        ..offered
    });
    assert_eq!(again, Err(Stopped::Chain(ChainFault::Year)));
}

/// One thing is changed each time.
fn stops(offered: &Offered<'_>) {
    let stopped = |offered: Offered<'_>| make(&offered).unwrap_err();
    let offered = *offered;
    let march = Day::new(2027, 3, 31).unwrap();
    assert_eq!(
        stopped(Offered {
            day: march,
            ..offered
        }),
        Stopped::Early
    );
    assert_eq!(
        stopped(Offered {
            desk_key: author(6),
            ..offered
        }),
        Stopped::Rosters
    );
    assert_eq!(
        stopped(Offered {
            window: WindowId([1; 16]),
            ..offered
        }),
        Stopped::Rosters
    );
    // The newest roster that the server gives ended the day before.
    let june = Day::new(2027, 6, 1).unwrap();
    assert_eq!(
        stopped(Offered {
            day: june,
            ..offered
        }),
        Stopped::Unheld
    );
    // The server gives a milder rule than the one that was signed.
    let milder = DISCLOSURE.replace("visible_percent = 60", "visible_percent = 61");
    assert_eq!(
        stopped(Offered {
            disclosure: &milder,
            ..offered
        }),
        Stopped::Policies
    );
    let fewer = stopped(Offered {
        plains: &offered.plains[1..],
        ..offered
    });
    assert_eq!(fewer.code(), "release-codings");
}
