//! Chains that were kept well, and every way of tampering with one.

use ed25519_dalek::SigningKey;
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn day(n: i32) -> Day {
    Day::new(2026, 11, 24).unwrap().plus_days(n)
}

/// A chain in the making; each salt is another.
struct Chain {
    links: Vec<Link>,
    key: SigningKey,
}

impl Chain {
    fn add(&mut self, day: Day, action: &str) {
        let n = u8::try_from(self.links.len()).unwrap();
        let before = self.links.last().map(|link| link.digest);
        let record = Record {
            day,
            account: (action == "read-case").then_some(StaffId([3; 16])),
            action: action.to_owned(),
            case: (action == "read-case").then(|| mark(&[1; 32], &CaseId([n; 16]))),
            salt: Salt([n; 16]),
            before: before.unwrap_or_else(|| beginning(&AuthorKey::of(&self.key))),
        };
        let digest = record.digest();
        let head = (action == CLOSE).then(|| Head::sign(day, digest, &self.key).unwrap());
        self.links.push(Link {
            record: Some(record),
            digest,
            head: head.map(|head| head.frame().to_vec()),
        });
    }

    fn head(&self) -> Head {
        let last = self.links.iter().rev().find_map(|link| link.head.clone());
        Head::read(&last.unwrap()).unwrap()
    }
}

/// Days with so many deeds each, closed each.
fn lived(days: &[u8]) -> Chain {
    let mut chain = Chain {
        links: Vec::new(),
        key: key(7),
    };
    chain.add(day(-1), CLOSE);
    for (n, deeds) in (0..).zip(days) {
        for deed in 0..*deeds {
            let actions = ["sign-in", "read-case", "add-account"];
            chain.add(day(n), actions[usize::from(deed) % 3]);
        }
        chain.add(day(n), CLOSE);
    }
    chain
}

/// Digests, links and signatures made anew from `at` on, as whoever has the machine and its key could.
fn made_anew(links: &mut [Link], at: usize, key: &SigningKey) {
    for n in at..links.len() {
        let before = match n.checked_sub(1) {
            Some(before) => links[before].digest,
            None => beginning(&AuthorKey::of(key)),
        };
        let link = &mut links[n];
        let record = link.record.as_mut().unwrap();
        record.before = before;
        link.digest = record.digest();
        if link.head.is_some() {
            let head = Head::sign(record.day, link.digest, key).unwrap();
            link.head = Some(head.frame().to_vec());
        }
    }
}

fn faults(links: &[Link], held: &[Head]) -> Vec<Fault> {
    let key = AuthorKey::of(&key(7));
    let seen = verify(links, Some(key), held);
    seen.faults.iter().map(|found| found.fault).collect()
}

fn edit(record: &mut Record, what: usize) {
    match what {
        0 => record.day = record.day.plus_days(1),
        1 => record.account = Some(StaffId([9; 16])),
        2 => record.action.push('s'),
        3 => record.case = Some(CaseMark([9; 32])),
        _ => record.salt = Salt([99; 16]),
    }
}

#[test]
fn a_chain_that_nobody_touched_is_whole_and_its_heads_are_all_there() {
    for days in [&[][..], &[0, 0, 0], &[3, 0, 5]] {
        let chain = lived(days);
        let seen = verify(&chain.links, None, &[chain.head()]);
        assert!(seen.faults.is_empty(), "{:?}", seen.faults);
        assert_eq!(seen.heads.len(), days.len() + 1);
        assert_eq!(faults(&chain.links, &seen.heads), []);
    }
    assert_eq!(faults(&[], &[]), []);
}

#[test]
fn each_fault_has_its_name_and_day() {
    let found = |change: &dyn Fn(&mut Vec<Link>)| {
        let chain = lived(&[3, 2, 4]);
        let mut links = chain.links.clone();
        change(&mut links);
        let seen = verify(&links, Some(AuthorKey::of(&chain.key)), &[chain.head()]);
        let first = seen.faults.first().unwrap();
        (first.fault, first.day.map(|day| day.to_string()))
    };
    let on = |text: &str| Some(text.to_owned());
    let edited = found(&|links| edit(links[2].record.as_mut().unwrap(), 2));
    assert_eq!(edited, (Fault::Edited, on("2026-11-24")));
    let bent = found(&|links| links[6].record = None);
    assert_eq!(bent, (Fault::Edited, on("2026-11-25")));
    let cut = found(&|links| drop(links.remove(6)));
    assert_eq!(cut, (Fault::Cut, on("2026-11-25")));
    let beheaded = found(&|links| drop(links.drain(..2)));
    assert_eq!(beheaded, (Fault::Cut, on("2026-11-24")));
    let turned = found(&|links| links.swap(9, 10));
    assert_eq!(turned, (Fault::Reordered, on("2026-11-26")));
    let ended = found(&|links| links.truncate(8));
    assert_eq!(ended, (Fault::TailCut, on("2026-11-26")));
    let emptied = found(&Vec::clear);
    assert_eq!(emptied, (Fault::TailCut, on("2026-11-26")));
    let unsigned = found(&|links| links[4].head = None);
    assert_eq!(unsigned, (Fault::BadSignature, on("2026-11-24")));
    let anothers = found(&|links| {
        let head = Head::sign(day(0), links[4].digest, &key(8)).unwrap();
        links[4].head = Some(head.frame().to_vec());
    });
    assert_eq!(anothers, (Fault::BadSignature, on("2026-11-24")));
    let late = found(&|links| {
        links[6].record.as_mut().unwrap().day = day(0);
        made_anew(links, 6, &key(7));
    });
    assert_eq!(late, (Fault::WrongDay, on("2026-11-24")));
    let twice = found(&|links| {
        let again = links[7].clone();
        links.insert(8, again);
        made_anew(links, 8, &key(7));
    });
    assert_eq!(twice, (Fault::ClosedTwice, on("2026-11-25")));
    let rewritten = found(&|links| {
        edit(links[2].record.as_mut().unwrap(), 1);
        made_anew(links, 2, &key(7));
    });
    assert_eq!(rewritten, (Fault::Rewritten, on("2026-11-26")));
}

#[test]
fn whoever_has_machine_and_key_is_found_by_a_head_kept_outside_alone() {
    let chain = lived(&[3, 2, 4]);
    let mut shorter = chain.links.clone();
    shorter.truncate(8);
    assert_eq!(faults(&shorter, &[]), [], "the end is gone, and who tells?");
    assert_eq!(faults(&shorter, &[chain.head()]), [Fault::TailCut]);
    let mut other = chain.links.clone();
    other.remove(2);
    made_anew(&mut other, 2, &chain.key);
    assert_eq!(faults(&other, &[]), []);
    assert_eq!(faults(&other, &[chain.head()]), [Fault::Rewritten]);
    made_anew(&mut other, 0, &key(8));
    let seen = verify(&other, None, &[chain.head()]);
    assert_eq!(seen.faults[0].fault, Fault::Stranger);
}

/// Of two quiet days and of two busy ones: heads of one length, and none follows from the one before.
#[test]
fn a_head_says_neither_how_much_there_was_nor_whether_there_was_anything() {
    let (quiet, busy) = (lived(&[0, 0]).head(), lived(&[9, 200]).head());
    assert_eq!(quiet.line().len(), busy.line().len());
    let kept = verify(&lived(&[0, 0]).links, None, &[]).heads;
    let guessed = Record {
        day: kept[1].day(),
        account: None,
        action: CLOSE.to_owned(),
        case: None,
        salt: Salt([0; 16]),
        before: kept[0].head(),
    };
    assert_ne!(guessed.digest(), kept[1].head(), "the salt is not known");
}

#[test]
fn a_line_is_read_back_and_none_that_was_changed() {
    let head = lived(&[1]).head();
    let line = head.line();
    assert_eq!(Head::from_line(&format!(" {line}\n")), Ok(head.clone()));
    assert!(line.starts_with(&format!("2026-11-24 {} ", head.mark())));
    assert_eq!(head.mark().len(), 24);
    for wrong in [
        line.replacen("2026-11-24", "2026-11-25", 1),
        line.replacen(&head.mark(), &"0".repeat(24), 1),
        line.clone() + " x",
        line[..line.len() - 4].to_owned(),
        String::new(),
    ] {
        assert_eq!(Head::from_line(&wrong), Err(NotAHead), "{wrong}");
    }
}

proptest! {
    #[test]
    fn any_edit_is_found(days in proptest::collection::vec(0u8..6, 1..6), at in any::<Index>(), what in 0usize..5, step in 0u8..3) {
        let chain = lived(&days);
        let mut links = chain.links.clone();
        let at = at.index(links.len());
        edit(links[at].record.as_mut().unwrap(), what);
        match step {
            0 => {}
            // The digest beside it too.
            1 => links[at].digest = links[at].record.as_ref().unwrap().digest(),
            // Everything after it too, by whoever has the key.
            _ => made_anew(&mut links, at, &chain.key),
        }
        prop_assert!(!faults(&links, &[chain.head()]).is_empty());
    }

    #[test]
    fn any_removal_is_found(days in proptest::collection::vec(0u8..6, 1..6), from in any::<Index>(), many in 1usize..5, anew in any::<bool>()) {
        let chain = lived(&days);
        let mut links = chain.links.clone();
        let from = from.index(links.len());
        links.drain(from..links.len().min(from + many));
        if anew {
            made_anew(&mut links, from, &chain.key);
        }
        prop_assert!(!faults(&links, &[chain.head()]).is_empty());
    }

    #[test]
    fn any_swap_is_found(days in proptest::collection::vec(0u8..6, 1..6), one in any::<Index>(), other in any::<Index>(), anew in any::<bool>()) {
        let chain = lived(&days);
        let mut links = chain.links.clone();
        let (one, other) = (one.index(links.len()), other.index(links.len()));
        prop_assume!(one != other);
        links.swap(one, other);
        if anew {
            made_anew(&mut links, one.min(other), &chain.key);
        }
        prop_assert!(!faults(&links, &[chain.head()]).is_empty());
    }

    #[test]
    fn arbitrary_lines_never_panic(line in "\\PC{0,80}") {
        prop_assert!(Head::from_line(&line).is_err());
    }
}
