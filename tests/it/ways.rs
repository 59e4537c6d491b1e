//! An older copy that is put back lets nobody in who was shut out since: by a second factor that was taken away, a paper that was
//! replaced, a link that was used or ended, an account that is over.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use sotomado::access::factors::passkeys::Credential;
use sotomado::access::{AccountId, Action, Actor, Door, Permit, Resource};
use sotomado::store::{EndSet, PutBack, Store, Ways};
use sotomado_core::ended::EndedList;

use crate::dump::{Dump, seize};
use crate::ended::{copies, copy_place};
use crate::invited::{invites, keeps_paper};
use crate::own::adds_codes;
use crate::people::Staff;
use crate::tellings::{Told, keeps, laid};
use crate::world::World;

pub fn operator(action: Action, resource: &Resource) -> Permit {
    let door = Door::shipped().unwrap();
    door.permit(&Actor::Operator, action, resource).unwrap()
}

/// What an account does about its own sign-in.
async fn own(world: &World, who: &Staff) -> Permit {
    let account = world.app.store.account_by_sign_in(&who.sign_in).await;
    let account: AccountId = account.unwrap().unwrap().id;
    let actor = Actor::Counsellor {
        account,
        author: None,
    };
    let door = Door::shipped().unwrap();
    door.permit(&actor, Action::KeepOwnSignIn, &Resource::Account(account))
        .unwrap()
}

async fn adds_passkey(world: &World, who: &Staff, name: u8) {
    let credential = Credential {
        id: vec![name; 16],
        text: "{}".to_owned(),
    };
    let permit = own(world, who).await;
    let added = world
        .app
        .store
        .add_passkey(&permit, "鍵".to_owned(), credential, 5);
    assert!(added.await.unwrap());
}

/// The copy put back on a machine of this name, with these lists, and what somebody finds there.
pub async fn puts_back(world: &World, machine: &str, lists: &[EndedList]) -> (PutBack, PathBuf) {
    let folder = world.folder().join(machine);
    fs::create_dir(&folder).unwrap();
    let settings = folder.join("config.toml");
    fs::copy(world.folder().join("config.toml"), &settings).unwrap();
    crate::world::copy_policies(&folder.join("policies"));
    let place = copy_place(world, "before");
    let day = world.app.clock.today();
    let permit = operator(Action::Restore, &Resource::Desk);
    let put = Store::put_back(&folder.join("data"), &place, day, &permit, lists).await;
    (put.unwrap(), settings)
}

pub fn list(world: &World) -> EndedList {
    let text = fs::read_to_string(world.data().join("ended.list")).unwrap();
    EndedList::read(&text).unwrap()
}

pub fn ends(dump: &Dump, table: &str, sign_in: &str) -> String {
    let mut rows = dump.tables[table].iter();
    let row = rows.find(|row| row["sign_in"].contains(sign_in)).unwrap();
    row["ends"].clone()
}

/// Of each kind one that is to end, and one that stays.
struct Before {
    links: [crate::invited::Link; 3],
    told: [Told; 2],
}

async fn before(world: &World) -> Before {
    let [a, b, c] = [0, 1, 2].map(|nth| &world.counsellors[nth]);
    adds_passkey(world, a, 1).await;
    adds_passkey(world, a, 2).await;
    for who in [a, b, c] {
        adds_codes(world, who).await;
        keeps_paper(world, who, &format!("paper of {}", who.sign_in)).await;
    }
    let links = [
        invites(world, "相談員D").await,
        invites(world, "相談員E").await,
        invites(world, "相談員F").await,
    ];
    let told = [
        laid(world, "消える文", 14).await,
        laid(world, "のこる文", 14).await,
    ];
    for one in &told {
        assert_eq!(keeps(world, a, one).await, 201);
    }
    Before { links, told }
}

/// What is shut while the copy lies elsewhere.
async fn shut(world: &World, before: &Before) {
    let [a, b, c] = [0, 1, 2].map(|nth| &world.counsellors[nth]);
    let store = &world.app.store;
    let passkeys = store.second_factors(id_of(world, a).await).await.unwrap();
    let passkeys = passkeys.passkeys;
    let lost = passkeys.iter().find(|one| one.credential.id[0] == 1);
    let permit = own(world, a).await;
    let removed = store.remove_passkey(&permit, lost.unwrap().id).await;
    assert!(removed.unwrap());
    let password = json!({"password": a.password});
    let codes = a.send(world, "POST", "/desk/api/own/codes/remove", &password);
    codes.await.is(204);
    // Another telephone in the place of the first.
    adds_codes(world, b).await;
    keeps_paper(world, b, "the next paper").await;
    let taken_back = format!("/desk/api/invitations/{}", before.links[0].digest());
    let gone = world
        .lead
        .send(world, "DELETE", &taken_back, &serde_json::Value::Null);
    gone.await.is(204);
    before.links[1]
        .comes_in(world, "counsellor-e", "a long password")
        .await
        .is(201);
    let end = before.told[0].of("/end");
    a.send(world, "POST", &end, &json!({})).await.is(204);

    let desk = operator(Action::EndAccount, &Resource::Desk);
    let today = world.app.clock.today();
    let [past, later] = [-1, 300].map(|days| Some(today.plus_days(days)));
    // The newest word counts: A was shut out and let in again, C the other way round.
    for (who, last) in [(a, past), (a, None), (c, later), (c, None), (c, past)] {
        let set = store.set_end(&desk, &who.sign_in, last).await;
        assert_eq!(set.unwrap(), EndSet::Kept);
    }
    let window = world.app.window("shiojiri").unwrap().id;
    let of_window = operator(Action::AddAccount, &Resource::Window(window));
    let set = store.set_hr_end(&of_window, "hr-shiojiri", past).await;
    assert!(set.unwrap());
}

async fn id_of(world: &World, who: &Staff) -> AccountId {
    let account = world.app.store.account_by_sign_in(&who.sign_in).await;
    account.unwrap().unwrap().id
}

fn digests(path: &Path) -> usize {
    let text = fs::read_to_string(path).unwrap();
    EndedList::read(&text).unwrap().ended.len()
}

#[tokio::test]
async fn promise_14_an_older_copy_revives_no_way_in_that_was_closed_since() {
    let world = World::new().await;
    if world.app.config.database.is_some() {
        return;
    }
    let was = before(&world).await;
    copies(&world, "before").await;
    shut(&world, &was).await;
    let text = fs::read_to_string(world.data().join("ended.list")).unwrap();
    for one in &was.links {
        assert!(!text.contains(&one.digest()), "marks under a key");
    }

    // Without the list all of it is back.
    let (put, settings) = puts_back(&world, "unlisted", &[]).await;
    assert_eq!(put.ways, Ways::default());
    let dump = seize(&settings.with_file_name("data")).await;
    for (table, rows) in [("desk_passkeys", 2), ("desk_codes", 3), ("invitations", 3)] {
        assert_eq!(dump.tables[table].len(), rows, "{table}");
    }
    assert_eq!(ends(&dump, "desk_accounts", "counsellor-c"), "NULL");

    let (put, settings) = puts_back(&world, "listed", &[list(&world)]).await;
    let ways = Ways {
        factors: 4,
        accounts: 2,
        links: 3,
    };
    assert_eq!(put.ways, ways);
    let data = settings.with_file_name("data");
    let dump = seize(&data).await;
    // One passkey, C's codes, the papers of A and C and one link stay.
    for (table, rows) in [
        ("desk_passkeys", 1),
        ("desk_codes", 1),
        ("recoveries", 2),
        ("invitations", 1),
    ] {
        assert_eq!(dump.tables[table].len(), rows, "{table}");
    }
    let past = world.app.clock.today().plus_days(-1).to_string();
    for (table, who) in [
        ("desk_accounts", "counsellor-c"),
        ("trends_accounts", "hr-shiojiri"),
    ] {
        assert_eq!(ends(&dump, table, who), format!("'{past}'"), "{who}");
    }
    for (table, who) in [
        ("desk_accounts", "counsellor-a"),
        ("desk_accounts", "counsellor-b"),
        ("trends_accounts", "hr-mihon"),
    ] {
        assert_eq!(ends(&dump, table, who), "NULL", "{who}");
    }
    // And it stays so when this desk is put back in its turn.
    assert_eq!(digests(&data.join("ended.list")), list(&world).ended.len());

    let again = World::on(&settings).await;
    let mut c = world.counsellors[2].clone();
    c.signs_in(&again, "desk")
        .await
        .is_problem(401, "account-ended");
    let [ended, open] = &was.told;
    let answer = ended.by.ask(&again, "GET", "told", "").await;
    answer.is(200);
    assert!(answer.json()["file"].is_null());
    let answer = open.by.ask(&again, "GET", "told", "").await;
    assert_eq!(answer.json()["file"], open.body["file"]);
    let used = was.links[1].comes_in(&again, "counsellor-g", "a long password");
    used.await.is_problem(410, "no-invitation");
}
