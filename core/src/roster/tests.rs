//! What a roster refuses, and what it is read as.

use super::*;
use crate::ids::Identity;

pub(crate) fn reader(seed: u8) -> Reader {
    Reader {
        author: AuthorKey::of(&SigningKey::from_bytes(&[seed; 32])),
        recipient: Identity([seed; 32]).recipient(),
        name: "相談員A（弁護士）".into(),
        profession: "弁護士".into(),
        appointed_by: "外部の法律事務所".into(),
        adviser: "いいえ".into(),
        deputy: false,
        earlier: Vec::new(),
    }
}

pub(crate) fn body(desk: &SigningKey) -> RosterBody {
    RosterBody {
        v: 1,
        window: WindowId([9; 16]),
        organisation: "shiojiri".into(),
        name: "塩尻市".into(),
        epoch: 1,
        first_day: Day::new(2026, 11, 24).unwrap(),
        last_day: Day::new(2027, 3, 3).unwrap(),
        desk_key: AuthorKey::of(desk),
        runs: Runs::Firm,
        readers: vec![reader(11), reader(12)],
        policies: vec![PolicyDigest {
            file: "intake.toml".into(),
            sha256: Digest::of(b""),
        }],
        statistics: Vec::new(),
    }
}

#[test]
fn signs_and_reads_back() {
    let desk = SigningKey::from_bytes(&[5; 32]);
    let body = body(&desk);
    let bytes = Roster::sign(&body, &desk).unwrap();
    let roster = Roster::read(&bytes).unwrap();
    assert_eq!(roster.body(), &body);
    assert_eq!(roster.digest(), Digest::of(&bytes));
    assert!(roster.covers(body.first_day) && roster.covers(body.last_day));
    assert!(!roster.covers(body.last_day.plus_days(1)));
    assert!(roster.reader(&reader(12).author).is_some());
}

#[test]
fn names_a_recipient_for_each_year_it_touches_and_the_one_before() {
    let desk = SigningKey::from_bytes(&[5; 32]);
    let window = WindowId([9; 16]);
    let mut body = body(&desk);
    body.statistics = statistics(&desk, &window, body.first_day, body.last_day.plus_days(40));
    let years: Vec<i16> = body.statistics.iter().map(|one| one.year).collect();
    assert_eq!(years, [2025, 2026, 2027]);
    let roster = Roster::read(&Roster::sign(&body, &desk).unwrap()).unwrap();
    let identity = derive::statistics(&desk, &window, 2026);
    assert_eq!(roster.statistics(2026), Some(identity.recipient()));
    assert_eq!(roster.statistics(2024), None);
    body.statistics.push(body.statistics[0]);
    assert_eq!(Roster::sign(&body, &desk), Err(RosterFault::Twice));
}

#[test]
fn a_deputy_makes_it_a_roster_that_older_readers_refuse() {
    let desk = SigningKey::from_bytes(&[5; 32]);
    let plain = body(&desk);
    let mut body = plain.clone();
    body.readers[1].deputy = true;
    // By its number: else they would draw the deputy as any other reader.
    assert_eq!(Roster::sign(&body, &desk).unwrap_err().code(), "malformed");
    body.v = version(&body.readers);
    assert_eq!(body.v, 2);
    let bytes = Roster::sign(&body, &desk).unwrap();
    let roster = Roster::read(&bytes).unwrap();
    let drawn: Vec<AuthorKey> = roster.body().drawable().map(|one| one.author).collect();
    assert_eq!(drawn, [reader(11).author]);
    assert!(roster.reader(&reader(12).author).unwrap().deputy);
    // Without one nothing is written of it, and the bytes are those of always.
    let bytes = Roster::sign(&plain, &desk).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("deputy"));
    body.readers[0].deputy = true;
    assert_eq!(Roster::sign(&body, &desk), Err(RosterFault::Deputies));
    let alone = RosterBody {
        readers: vec![reader(11)],
        ..plain
    };
    assert!(alone.is_alone() && !body.is_alone());
}

#[test]
fn refuses_what_the_rules_refuse() {
    let desk = SigningKey::from_bytes(&[5; 32]);
    let good = body(&desk);
    let refused = |change: fn(&mut RosterBody)| {
        let mut body = good.clone();
        change(&mut body);
        let bytes = frame::write_json(Line::Roster, &body, &desk).unwrap();
        assert_eq!(
            Roster::sign(&body, &desk).is_err(),
            Roster::read(&bytes).is_err()
        );
        Roster::read(&bytes).unwrap_err()
    };
    assert_eq!(
        refused(|body| body.last_day = body.last_day.plus_days(1)),
        RosterFault::Days
    );
    assert_eq!(
        refused(|body| body.last_day = body.first_day.plus_days(-1)),
        RosterFault::Days
    );
    assert_eq!(
        refused(|body| body.readers.push(reader(11))),
        RosterFault::Twice
    );
    assert_eq!(
        refused(|body| body.readers[0].author = body.desk_key),
        RosterFault::Twice
    );
    assert_eq!(refused(|body| body.epoch = 0), RosterFault::Epoch);
    assert_eq!(refused(|body| body.v = 2).code(), "malformed");
    assert_eq!(refused(|body| body.v = 3).code(), "malformed");
    let stranger = SigningKey::from_bytes(&[6; 32]);
    assert_eq!(Roster::sign(&good, &stranger), Err(RosterFault::Signer));
    let bytes = frame::write_json(Line::Roster, &good, &stranger).unwrap();
    assert_eq!(Roster::read(&bytes).unwrap_err().code(), "bad-signature");
}

#[test]
fn an_earlier_key_is_one_person_s_and_stands_on_the_roster_no_more() {
    let desk = SigningKey::from_bytes(&[5; 32]);
    let earlier = |seed: u8| Earlier {
        author: reader(seed).author,
        since: Day::new(2026, 11, 25).unwrap(),
    };
    let with = |one: Vec<Earlier>, two: Vec<Earlier>| {
        let mut body = body(&desk);
        body.readers[0].earlier = one;
        body.readers[1].earlier = two;
        body.v = version(&body.readers);
        Roster::sign(&body, &desk)
    };
    let bytes = with(vec![earlier(21), earlier(22)], Vec::new()).unwrap();
    let roster = Roster::read(&bytes).unwrap();
    assert_eq!(roster.body().v, 3);
    assert!(roster.body().readers[0].was(&reader(21).author));
    assert!(!roster.body().readers[1].was(&reader(21).author));
    // Nobody counts twice: an earlier key is no reader's, no second person's and not the desk's.
    let desk_key = Earlier {
        author: AuthorKey::of(&desk),
        ..earlier(21)
    };
    for (one, two) in [
        (vec![earlier(11)], vec![]),
        (vec![earlier(12)], vec![]),
        (vec![earlier(21)], vec![earlier(21)]),
        (vec![earlier(21), earlier(21)], vec![]),
        (vec![desk_key], vec![]),
        ((21..=21 + 20).map(earlier).collect(), vec![]),
    ] {
        assert_eq!(with(one, two), Err(RosterFault::Earlier));
    }
    // By its number: else an older program would take two keys for two people.
    let mut old = body(&desk);
    old.readers[0].earlier = vec![earlier(21)];
    assert_eq!(Roster::sign(&old, &desk).unwrap_err().code(), "malformed");
    old.readers[0].earlier = Vec::new();
    let plain = Roster::sign(&old, &desk).unwrap();
    assert!(!String::from_utf8_lossy(&plain).contains("earlier"));
}

#[test]
fn keys_follow_one_another_however_many_rosters_say_so() {
    let desk = SigningKey::from_bytes(&[5; 32]);
    let chain = |epoch: u32, seed: u8, was: u8| {
        let mut body = body(&desk);
        body.epoch = epoch;
        let since = body.first_day;
        body.readers = vec![Reader {
            earlier: followed(&reader(was), since),
            ..reader(seed)
        }];
        body.v = version(&body.readers);
        Roster::read(&Roster::sign(&body, &desk).unwrap()).unwrap()
    };
    let rosters = [chain(2, 31, 21), chain(3, 41, 31)];
    let persons = persons(&rosters);
    let [first, third, other] = [21, 41, 12].map(|seed| reader(seed).author);
    assert!(persons.same(&first, &third) && persons.same(&third, &first));
    assert!(!persons.same(&first, &other));
    assert!(persons.and_later(&[first].into()).contains(&third));
    assert!(!persons.and_later(&[third].into()).contains(&first));
}
