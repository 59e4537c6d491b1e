//! What staff are told by mail: the same on each working day, whether or not anything came, by a real mail server.

mod calls;
mod post_office;

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::time::Duration;

use sotomado::access::{Action, Actor, Door, Resource};
use sotomado::mail::{Round, Sender, Trouble};

use crate::dump::{Row, seize};
use crate::operator::Desk;
use crate::people::Reporter;
use crate::world::World;
use post_office::PostOffice;

/// How long a server may take in tests where one answers at all.
const LONG: Duration = Duration::from_secs(30);

/// A desk that posts at `office`, whose counsellors a and b and lead have addresses.
async fn desk(office: &PostOffice) -> World {
    let world = World::new_with(&office.settings()).await;
    for sign_in in ["counsellor-a", "counsellor-b", "lead"] {
        let address = format!("{sign_in}@firm.example.jp");
        assert!(set_mail(&world, sign_in, Some(address)).await);
    }
    world
}

async fn set_mail(world: &World, sign_in: &str, address: Option<String>) -> bool {
    let door = Door::shipped().unwrap();
    let permit = door.permit(&Actor::Operator, Action::AddAccount, &Resource::Desk);
    let store = &world.app.store;
    store
        .set_mail(&permit.unwrap(), sign_in, address)
        .await
        .unwrap()
}

async fn round(sender: &mut Sender, world: &World) -> Round {
    sender.round(&world.app).await.unwrap()
}

fn sent(sent: usize) -> Round {
    Round {
        sent,
        ..Round::default()
    }
}

/// A letter without the two lines in which letters may differ, and these.
fn apart(letter: &str) -> (String, BTreeSet<String>) {
    let (head, body) = letter.split_once("\r\n\r\n").unwrap();
    let differs = |line: &&str| line.starts_with("Date: ") || line.starts_with("Message-ID: ");
    let rest: Vec<&str> = head.split("\r\n").filter(|line| !differs(line)).collect();
    let differing = head
        .split("\r\n")
        .filter(differs)
        .map(str::to_owned)
        .collect();
    (format!("{}\r\n\r\n{body}", rest.join("\r\n")), differing)
}

/// The queue as it lies, without random bytes.
async fn queue(world: &World) -> Vec<Row> {
    let mut rows = seize(&world.data()).await.tables.remove("outbox").unwrap();
    for row in &mut rows {
        for random in ["id", "account"] {
            let length = row[random].len();
            row.insert(random.to_owned(), length.to_string());
        }
    }
    rows.sort();
    rows
}

/// A week from Tuesday afternoon on; `busy` with two reports a day. What left, day by day, and how the queue lay each evening.
async fn week(busy: bool) -> (Vec<(usize, Vec<String>)>, Vec<Vec<Row>>) {
    let office = PostOffice::open();
    let world = desk(&office).await;
    let (mut sender, mut days, mut queues) = (Sender::new(LONG), Vec::new(), Vec::new());
    for _ in 0..7 {
        let before = office.letters().len();
        for _ in 0..24 {
            if busy && world.now().contains("T03:") {
                for words in ["係長にどなられる", ""] {
                    let mut reporter = Reporter::at(&world, "shiojiri").await;
                    reporter.report(&world, words, "").await.is(201);
                }
            }
            round(&mut sender, &world).await;
            world.later(3600);
        }
        let letters = office.letters();
        let mut left: Vec<String> = letters[before..]
            .iter()
            .map(|(way, letter)| format!("{way}\n{}", apart(letter).0))
            .collect();
        left.sort();
        days.push((left.len(), left));
        queues.push(queue(&world).await);
    }
    (days, queues)
}

#[tokio::test]
async fn promise_13_quiet_mail_is_the_same_whether_or_not_anything_came() {
    let (quiet, quiet_queues) = week(false).await;
    let (busy, busy_queues) = week(true).await;
    assert_eq!(quiet, busy);
    assert_eq!(quiet_queues, busy_queues);
    // From Tuesday 16:03 on, each day of this week ends at 16:03: Wednesday's letter leaves on the first, and so on; Saturday and Sunday none.
    let counts: Vec<usize> = quiet.iter().map(|(count, _)| *count).collect();
    assert_eq!(counts, [6, 3, 3, 0, 0, 3, 3]);
    // Each day's are the letters of the day before, byte for byte.
    assert_eq!(quiet[1], quiet[2]);
    assert_eq!(quiet[2], quiet[5]);
}

#[tokio::test]
async fn a_letter_goes_over_an_encrypted_line_after_a_sign_in_and_says_nothing_of_any_case() {
    let office = PostOffice::open();
    let world = desk(&office).await;
    let mut sender = Sender::new(LONG);
    assert_eq!(round(&mut sender, &world).await, sent(3));
    assert_eq!(round(&mut sender, &world).await, Round::default());
    let letters = office.letters();
    let (way, letter) = &letters[0];
    assert!(
        way.starts_with("tls=True in=True hello=desk.localhost from=mado@desk.example.jp to="),
        "{way}"
    );
    let (_, differs) = apart(letter);
    assert_eq!(differs.len(), 2, "{letter}");
    let said: BTreeSet<&str> = letter
        .split("\r\n\r\n")
        .next()
        .unwrap()
        .split("\r\n")
        .filter(|line| !line.starts_with(' '))
        .map(|line| line.split(':').next().unwrap())
        .collect();
    let headers = [
        "Auto-Submitted",
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "Message-ID",
        "MIME-Version",
        "Subject",
        "To",
    ];
    assert_eq!(said, headers.into());
    // An account that loses its address gets none the next day.
    assert!(set_mail(&world, "counsellor-b", None).await);
    world.next_day();
    assert_eq!(round(&mut sender, &world).await, sent(2));
}

#[tokio::test]
async fn nothing_leaves_before_the_desk_opens_nor_on_a_holiday() {
    let office = PostOffice::open();
    let world = desk(&office).await;
    let mut sender = Sender::new(LONG);
    assert_eq!(round(&mut sender, &world).await.sent, 3);
    // Wednesday 08:59:43, then 09:00:13.
    world.later(16 * 3600 + 56 * 60 + 30);
    assert_eq!(round(&mut sender, &world).await, Round::default());
    world.later(30);
    assert_eq!(round(&mut sender, &world).await, sent(3));
    // 29 December: the desk is closed.
    world.later(34 * 24 * 3600);
    assert_eq!(world.today(), "2026-12-29");
    assert_eq!(round(&mut sender, &world).await, Round::default());
}

#[tokio::test]
async fn a_server_that_is_away_gets_every_letter_once_when_it_is_back() {
    let mut office = PostOffice::shut();
    let world = desk(&office).await;
    let mut sender = Sender::new(LONG);
    let away = Round {
        failed: 3,
        trouble: Some(Trouble::Away),
        ..Round::default()
    };
    assert_eq!(round(&mut sender, &world).await, away);
    // Not at once again.
    assert_eq!(round(&mut sender, &world).await, Round::default());
    world.later(60);
    assert_eq!(round(&mut sender, &world).await, away);
    office.opens();
    world.later(60);
    assert_eq!(round(&mut sender, &world).await, Round::default());
    world.later(60);
    assert_eq!(round(&mut sender, &world).await, sent(3));
    assert_eq!(office.letters().len(), 3);
    // A program that starts anew knows what was sent.
    assert_eq!(
        round(&mut Sender::new(LONG), &world).await,
        Round::default()
    );
}

#[tokio::test]
async fn a_server_that_refuses_for_now_is_tried_again_and_one_that_refuses_for_good_is_not() {
    let office = PostOffice::open();
    let world = desk(&office).await;
    let mut sender = Sender::new(LONG);
    office.will("451 550");
    let done = round(&mut sender, &world).await;
    assert_eq!((done.sent, done.failed, done.given_up), (1, 1, 1));
    world.later(60);
    assert_eq!(round(&mut sender, &world).await, sent(1));
    let to: BTreeSet<String> = office.letters().into_iter().map(|(way, _)| way).collect();
    assert_eq!((to.len(), office.letters().len()), (2, 2));
    let dead = world.app.store.dead_letters().await.unwrap();
    assert_eq!((dead.len(), dead[0].tries), (1, 1));
    assert_eq!(dead[0].day.to_string(), world.today());
    // The next day begins anew.
    world.next_day();
    assert_eq!(round(&mut sender, &world).await, sent(3));
}

#[tokio::test]
async fn whoever_works_there_says_where_the_own_letter_goes_with_the_password() {
    let office = PostOffice::open();
    let world = World::new_with(&office.settings()).await;
    let a = &world.counsellors[0];
    let says = async |address: &str, password: &str| {
        let body = serde_json::json!({"address": address, "password": password});
        a.send(&world, "PUT", "/desk/api/own/mail", &body).await
    };
    let mail = async || a.get(&world, "/desk/api/own").await.json()["mail"].clone();
    says("a@firm.example.jp", "not the password").await.is(401);
    says("a at firm", &a.password)
        .await
        .is_problem(422, "bad-address");
    assert!(mail().await.is_null());
    says(" a@firm.example.jp ", &a.password).await.is(204);
    assert_eq!(mail().await, "a@firm.example.jp");
    let mut sender = Sender::new(LONG);
    assert_eq!(round(&mut sender, &world).await, sent(1));
    assert!(office.letters()[0].0.contains("to=a@firm.example.jp"));
    says("", &a.password).await.is(204);
    world.next_day();
    assert_eq!(round(&mut sender, &world).await, Round::default());
}

#[tokio::test]
async fn a_wrong_password_gives_nothing_up_until_a_working_day_has_passed() {
    let office = PostOffice::open();
    let world = desk(&office).await;
    let mut sender = Sender::new(LONG);
    office.password("another");
    let refused = Round {
        failed: 3,
        trouble: Some(Trouble::Refused(535)),
        ..Round::default()
    };
    for _ in 0..11 {
        assert_eq!(round(&mut sender, &world).await, refused);
        world.later(3600);
    }
    let given_up = Round {
        failed: 0,
        given_up: 3,
        ..refused
    };
    assert_eq!(round(&mut sender, &world).await, given_up);
    assert!(office.letters().is_empty());
    office.password("a mail password");
    // Wednesday 09:03.
    world.later(6 * 3600);
    assert_eq!(round(&mut sender, &world).await, sent(3));
}

#[tokio::test]
async fn a_server_that_takes_the_line_and_says_nothing_holds_nobody_up() {
    // Taken by the system's queue, and never answered.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut office = PostOffice::shut();
    let port = std::mem::replace(&mut office.port, listener.local_addr().unwrap().port());
    let world = desk(&office).await;
    office.port = port;
    let done = round(&mut Sender::new(Duration::from_millis(100)), &world).await;
    assert_eq!(
        done,
        Round {
            failed: 3,
            trouble: Some(Trouble::Silent),
            ..Round::default()
        }
    );
}

#[tokio::test]
async fn a_letter_whose_answer_was_lost_comes_again_as_the_same_letter() {
    let office = PostOffice::open();
    let world = desk(&office).await;
    let mut sender = Sender::new(LONG);
    office.will("lost");
    let done = round(&mut sender, &world).await;
    assert_eq!(
        (done.sent, done.failed, done.trouble),
        (2, 1, Some(Trouble::Away))
    );
    world.later(60);
    assert_eq!(round(&mut sender, &world).await, sent(1));
    let id = |letter: &str| {
        letter
            .split("\r\n")
            .find(|line| line.starts_with("Message-ID: "))
            .unwrap()
            .to_owned()
    };
    let ids: Vec<String> = office
        .letters()
        .iter()
        .map(|(_, letter)| id(letter))
        .collect();
    assert_eq!(ids.len(), 4);
    assert_eq!(ids[0], ids[3]);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 3);
}

#[test]
fn the_doctor_names_a_server_that_is_away_and_letters_that_were_given_up() {
    let mut office = PostOffice::shut();
    let desk = Desk::with(&office.settings());
    desk.init();
    desk.add_counsellor("a");
    let mail = |address: &str| {
        desk.run(&format!(
            "account mail --sign-in counsellor-a --address {address}"
        ))
    };
    assert!(!mail("nowhere").status.success());
    assert!(mail("a@firm.example.jp").status.success());
    let said = |desk: &Desk| String::from_utf8(desk.run("doctor").stdout).unwrap();
    assert!(
        said(&desk).contains("BAD  mail: the mail server cannot be reached"),
        "{}",
        said(&desk)
    );
    assert!(
        said(&desk).contains("ok   mail addresses: 1 desk accounts have none"),
        "{}",
        said(&desk)
    );
    office.opens();
    assert!(
        said(&desk).contains("ok   mail: the server lets this program in"),
        "{}",
        said(&desk)
    );
    office.will("550");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let world = World::on(&desk.config()).await;
        let today = world.app.clock.today();
        world.app.store.queue_daily(today, false).await.unwrap();
        assert_eq!(round(&mut Sender::new(LONG), &world).await.given_up, 1);
    });
    assert!(
        said(&desk).contains("to counsellor-a was given up after 1 tries"),
        "{}",
        said(&desk)
    );
}
