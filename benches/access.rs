//! What one question to the door costs: prints a row of a table for each kind, and fails where it takes 50 µs or more.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "it measures, and may fall"
)]

use std::hint::black_box;
use std::time::Instant;

use sotomado::access::{AccountId, Action, Actor, Door, Resource};
use sotomado_core::ids::{AuthorKey, CaseId, WindowId};

const TIMES: u32 = 20_000;
const GOAL: f64 = 50.0;

fn questions() -> [(&'static str, Actor, Action, Resource); 4] {
    let window = WindowId([1; 16]);
    let (key, mailbox) = (AuthorKey([3; 32]), AuthorKey([4; 32]));
    let account = AccountId([5; 16]);
    let case = Resource::Case {
        window,
        case: CaseId([9; 16]),
        mailbox,
        readers: vec![AuthorKey([6; 32]), AuthorKey([7; 32]), key],
        gone: Vec::new(),
    };
    let reader = Actor::Counsellor {
        account,
        author: Some(key),
    };
    let lead = Actor::Lead {
        account,
        author: None,
    };
    [
        (
            "a reporter reports",
            Actor::Mailbox {
                window,
                key: mailbox,
            },
            Action::FileReport,
            Resource::Window(window),
        ),
        (
            "a counsellor reads a case",
            reader,
            Action::ReadCase,
            case.clone(),
        ),
        ("a lead is refused one", lead, Action::ReadCase, case),
        (
            "personnel see a table",
            Actor::HrReader { account, window },
            Action::SeeReleases,
            Resource::Window(window),
        ),
    ]
}

fn main() {
    let door = Door::shipped().unwrap();
    println!("| a question to the door | measured | goal |");
    println!("|---|--:|--:|");
    let mut failed = false;
    for (name, actor, action, resource) in questions() {
        let begun = Instant::now();
        for _ in 0..TIMES {
            let _ = black_box(door.permit(black_box(&actor), action, &resource));
        }
        let each = begun.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES);
        let good = each < GOAL;
        failed |= !good;
        println!(
            "| {name} | {each:.1} µs | {GOAL} {} |",
            if good { "✓" } else { "✗" }
        );
    }
    if failed {
        std::process::exit(1);
    }
}
