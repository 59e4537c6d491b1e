//! Releases one after the other.

use sotomado_core::calendar::Day;
use sotomado_core::frame::{self, FrameFault, Line};
use sotomado_core::ids::WindowId;
use sotomado_core::release::{ChainFault, Release, ReleaseBody, chain};
use sotomado_core::succession::Succession;

use crate::world::{DESK, HERE, YEAR, Year, author, key};
use crate::{CITY, drafted};

/// Three years, oldest first: bodies and frames.
fn years() -> (Vec<ReleaseBody>, Vec<Vec<u8>>) {
    let year = Year::of(CITY);
    let (mut bodies, mut frames, mut releases) = (Vec::new(), Vec::new(), Vec::new());
    for of in YEAR..YEAR + 3 {
        let body = drafted(&year, of, &releases).body;
        let frame = Release::sign(&body, &key(DESK)).unwrap();
        releases.push(Release::read(&frame).unwrap());
        bodies.push(body);
        frames.push(frame);
    }
    (bodies, frames)
}

#[test]
fn they_are_put_in_order_and_no_year_stands_in_anothers_way() {
    let (bodies, mut frames) = years();
    assert!(bodies.iter().all(|body| body.total == Some(320)));
    frames.rotate_left(1);
    let ordered = chain(HERE, author(DESK), &[], &frames).unwrap();
    let years: Vec<i16> = ordered.iter().map(|release| release.body().year).collect();
    assert_eq!(years, [2026, 2027, 2028]);
    assert_eq!(chain(HERE, author(DESK), &[], &[]), Ok(vec![]));
}

#[test]
fn what_is_missing_doubled_or_anothers_is_named() {
    let (bodies, frames) = years();
    let fault = |frames: &[Vec<u8>]| chain(HERE, author(DESK), &[], frames).unwrap_err();
    assert_eq!(
        fault(&[frames[0].clone(), frames[2].clone()]),
        ChainFault::Broken
    );
    assert_eq!(fault(&frames[1..]), ChainFault::Broken);
    let again = ReleaseBody {
        before: Some(Release::read(&frames[0]).unwrap().digest()),
        ..bodies[0].clone()
    };
    let again = Release::sign(&again, &key(DESK)).unwrap();
    assert_eq!(fault(&[frames[0].clone(), again]), ChainFault::Year);
    let fork = ReleaseBody {
        day: Day::new(2027, 5, 1).unwrap(),
        year: 2030,
        ..bodies[0].clone()
    };
    let fork = Release::sign(&fork, &key(DESK)).unwrap();
    assert_eq!(fault(&[frames[0].clone(), fork]), ChainFault::Broken);
    assert_eq!(
        chain(WindowId([8; 16]), author(DESK), &[], &frames),
        Err(ChainFault::WrongWindow)
    );
    assert_eq!(fault(&[b"rubbish".to_vec()]), ChainFault::Malformed);
}

#[test]
fn only_the_desks_keys_sign_and_no_follower_of_its_own_making() {
    let (bodies, frames) = years();
    let step = |from: u8, to: u8| {
        let day = Day::new(2027, 4, 1).unwrap();
        Succession::read(&Succession::sign(HERE, author(to), day, &key(from)).unwrap()).unwrap()
    };
    let second = ReleaseBody {
        desk_key: author(6),
        ..bodies[1].clone()
    };
    let both = [frames[0].clone(), Release::sign(&second, &key(6)).unwrap()];
    assert_eq!(
        chain(HERE, author(DESK), &[], &both),
        Err(ChainFault::Signer)
    );
    // Whoever says of themselves that the desk followed them is not followed.
    assert_eq!(
        chain(HERE, author(DESK), &[step(6, DESK)], &both),
        Err(ChainFault::Signer)
    );
    assert!(chain(HERE, author(DESK), &[step(DESK, 6)], &both).is_ok());
}

#[test]
fn a_body_has_a_table_or_a_sentence_and_numbers_of_its_rule() {
    let (bodies, _) = years();
    let refused = |change: fn(&mut ReleaseBody)| {
        let mut body = bodies[0].clone();
        change(&mut body);
        let frame = frame::write_json(Line::Release, &body, &key(DESK)).unwrap();
        assert_eq!(Release::read(&frame), Err(FrameFault::Malformed));
        assert_eq!(Release::sign(&body, &key(DESK)), Err(FrameFault::Malformed));
    };
    refused(|body| body.rows[0].cases = Some(83));
    refused(|body| body.total = Some(321));
    refused(|body| body.total = None);
    refused(|body| body.rows.swap(0, 1));
    refused(|body| body.families[0] = body.families[1].clone());
    refused(|body| body.sentence = Some(sotomado_core::disclosure::Refused::FewCases));
    refused(|body| body.v = 2);
    let frame = frame::write_json(Line::Release, &bodies[0], &key(6)).unwrap();
    assert_eq!(Release::read(&frame), Err(FrameFault::BadSignature));
}
