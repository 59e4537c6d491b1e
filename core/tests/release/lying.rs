//! A server that forges, drops, doubles or brings back: each stops the release, by name.

use sotomado_core::coding::Coding;
use sotomado_core::ids::WindowId;
use sotomado_core::release::{Given, Stop, check};

use crate::world::{Counsellor, HERE, YEAR, Year, author, key, pseudonym};

fn small() -> Year {
    Year::of(&[("power", 4, 1), ("sexual", 3, 0)])
}

#[test]
fn all_that_is_there_is_counted_once() {
    let year = small();
    let codings = year.checks(&year.plains()).unwrap();
    assert_eq!(codings.cases(), 7);
    let counts = codings.counts(&year.taxonomy);
    let of = |family: &str| {
        let count = counts.iter().find(|count| count.family == family).unwrap();
        (count.cases, count.told)
    };
    assert_eq!(
        (of("power"), of("sexual"), of("sogi")),
        ((4, 1), (3, 0), (0, 0))
    );
    // In whatever order they come.
    let mut turned = year.plains();
    turned.reverse();
    assert_eq!(year.checks(&turned).unwrap().counts(&year.taxonomy), counts);
}

#[test]
fn a_dropped_coding_stops_it() {
    let year = small();
    for at in 0..year.plains().len() {
        let mut plains = year.plains();
        let gone = plains.remove(at);
        let stopped = year.stopped(&plains);
        if gone.len() == 1024 {
            assert_eq!(stopped, [Stop::Missing]);
        } else {
            assert!(stopped.contains(&Stop::NoLedger) && stopped.contains(&Stop::OtherNumber));
        }
    }
    // A counsellor of whom nothing is left at all.
    let one = &year.counsellors[0];
    let mut plains: Vec<Vec<u8>> = one.plains.values().cloned().collect();
    plains.push(one.ledger_plain.clone());
    assert_eq!(year.stopped(&plains), [Stop::NoLedger, Stop::OtherNumber]);
}

/// The key of the year before is on the first roster too: nobody read then, and no sentence says that cases were few.
#[test]
fn a_year_without_a_desk_stops_it() {
    let year = small();
    let given = |of: i16| {
        check(&Given {
            window: HERE,
            year: of,
            rosters: std::slice::from_ref(&year.roster),
            taxonomy: &year.taxonomy,
            plains: &[],
            numbers: &[],
        })
        .unwrap_err()
    };
    let codes = |of: i16| given(of).into_iter().map(|one| one.code);
    assert!(codes(YEAR - 1).eq([Stop::NoRoster]));
    assert!(codes(YEAR + 1).eq([Stop::NoRoster]));
    assert!(codes(YEAR).eq([Stop::NoLedger, Stop::NoLedger]));
}

#[test]
fn a_doubled_coding_stops_it() {
    let year = small();
    let mut plains = year.plains();
    plains.push(plains[0].clone());
    assert_eq!(year.stopped(&plains), [Stop::Doubled]);
    let mut plains = year.plains();
    plains.push(year.counsellors[0].ledger_plain.clone());
    assert_eq!(year.stopped(&plains), [Stop::TwoLedgers]);
}

#[test]
fn a_coding_brought_back_stops_it() {
    let mut year = small();
    let old = year.plains();
    let old_number = year.counsellors[0].number.clone();
    year.counsellors[0].codes(0, "customer", false, 2);
    year.counsellors[0].closes();
    assert!(year.checks(&year.plains()).is_ok());
    let first = |plains: &[Vec<u8>]| plains[0].clone();
    // The coding alone.
    let mut plains = year.plains();
    plains[0] = first(&old);
    assert_eq!(year.stopped(&plains), [Stop::Stale]);
    // The ledger alone.
    let mut plains = year.plains();
    let at = plains.iter().position(|plain| plain.len() > 1024).unwrap();
    plains[at] = old[at].clone();
    assert_eq!(
        year.stopped(&plains),
        [Stop::NoNumber, Stop::OtherNumber, Stop::LedgerBehind]
    );
    // Both, which fit each other: the number that was told does not.
    assert_eq!(year.stopped(&old), [Stop::NoNumber, Stop::OtherNumber]);
    // Without the number nobody could tell, and with the old one neither.
    let numbers = [old_number, year.counsellors[1].number.clone()];
    let given = Given {
        window: HERE,
        year: YEAR,
        rosters: std::slice::from_ref(&year.roster),
        taxonomy: &year.taxonomy,
        plains: &old,
        numbers: &numbers,
    };
    assert!(check(&given).is_ok());
}

#[test]
fn a_forged_coding_stops_it() {
    let year = small();
    // Without the counsellor's key.
    let mut plains = year.plains();
    let at = plains[0].len() / 3;
    plains[0][at] ^= 1;
    assert_eq!(year.stopped(&plains), [Stop::Malformed, Stop::Missing]);
    // By somebody whom no roster names.
    let mut stranger = Counsellor::new(13);
    stranger.codes(99, "power", false, 1);
    stranger.closes();
    let mut plains = year.plains();
    plains.extend(stranger.plains.values().cloned());
    plains.push(stranger.ledger_plain.clone());
    assert_eq!(
        year.stopped(&plains),
        [Stop::UnknownAuthor, Stop::UnknownAuthor]
    );
    // By the counsellor, and on no ledger.
    let mut other = year.counsellors[0].clone();
    other.codes(98, "power", false, 1);
    let mut plains = year.plains();
    plains.push(other.plains[&pseudonym(98)].clone());
    assert_eq!(year.stopped(&plains), [Stop::Unlisted]);
}

#[test]
fn a_coding_of_another_window_year_or_taxonomy_stops_it() {
    let coding = |window: WindowId, year: i16, family: &str| Coding {
        v: 1,
        window,
        year,
        pseudonym: pseudonym(50),
        version: 1,
        author: author(11),
        family: family.to_owned(),
        stage: "facts".into(),
        outcome: "open".into(),
        channel: "web".into(),
        told: false,
    };
    for (coding, code) in [
        (coding(WindowId([8; 16]), YEAR, "power"), Stop::WrongWindow),
        (coding(HERE, YEAR + 1, "power"), Stop::WrongYear),
    ] {
        let year = small();
        let mut plains = year.plains();
        plains.push(coding.compose(&key(11)).unwrap());
        assert_eq!(year.stopped(&plains), [code]);
    }
    let mut year = small();
    year.counsellors[0].writes(&coding(HERE, YEAR, "weather"));
    year.counsellors[0].closes();
    assert_eq!(year.stopped(&year.plains()), [Stop::UnknownWord]);
}

#[test]
fn every_reader_closes_a_ledger_even_an_empty_one() {
    let mut year = small();
    year.counsellors[1].keeps(false);
    assert_eq!(year.stopped(&year.plains()), [Stop::OpenLedger]);
    let mut alone = Year::of(&[]);
    assert_eq!(alone.checks(&alone.plains()).unwrap().cases(), 0);
    alone.counsellors[1].number = String::new();
    assert_eq!(alone.stopped(&alone.plains()), [Stop::NoNumber]);
}

#[test]
fn of_two_counsellors_of_one_case_the_newer_coding_counts() {
    let mut year = small();
    year.counsellors[1].codes(0, "sogi", false, 2);
    year.counsellors[1].closes();
    let counts = year.checks(&year.plains()).unwrap().counts(&year.taxonomy);
    assert_eq!(counts.iter().map(|count| count.cases).sum::<u32>(), 7);
    assert_eq!(counts[4].cases, 1);
    year.counsellors[1].codes(0, "sogi", false, 1);
    year.counsellors[1].closes();
    assert_eq!(year.stopped(&year.plains()), [Stop::Clash, Stop::Clash]);
}
