//! Accounts of the employer's people and of the desk's: two kinds, of which neither is anything at the other's place.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::dump::seize;
use crate::http::{Answer, Ask};
use crate::people::Staff;
use crate::world::World;

fn code_of(answer: &Answer) -> String {
    let code = answer.json()["code"].clone();
    code.as_str().unwrap_or_default().to_owned()
}

/// Readers of figures and people of the desk are two kinds of account: other tables, other hosts, nothing shared.
#[tokio::test]
async fn promise_01_outside_an_hr_account_is_nothing_at_the_desk_and_the_reverse() {
    let world = World::new().await;
    let a = &world.counsellors[0];
    let hr = world.hr().await;
    // Name and password of the one at the door of the other.
    let at_desk = hr.clone().signs_in(&world, "desk").await;
    assert_eq!(
        (at_desk.status, code_of(&at_desk).as_str()),
        (401, "wrong-sign-in")
    );
    let at_trends = a.clone().signs_in(&world, "trends").await;
    assert_eq!(
        (at_trends.status, at_trends.header("set-cookie")),
        (401, None)
    );
    // A session of the one, under the other's name: at every route of one's own account.
    let token = |staff: &Staff| staff.cookie.split_once('=').unwrap().1.to_owned();
    let forged = Staff {
        cookie: format!("sotomado_desk={}", token(&hr)),
        ..hr.clone()
    };
    for (host, method, path, whose) in crate::routes::ROUTES {
        if *host != "desk" || *whose == crate::routes::For::Everyone {
            continue;
        }
        let at = crate::refusals::filled(path, "shiojiri", &"0".repeat(32), &"0".repeat(64));
        for staff in [&hr, &forged] {
            let body = json!({"password": hr.password, "label": "x", "ticket": "", "code": "", "answer": {}, "file": ""});
            let body = if *method == "GET" { Value::Null } else { body };
            let answer = staff.send(&world, method, &at, &body).await;
            assert!(
                [401, 404].contains(&answer.status),
                "{method} {path}: {}",
                answer.text()
            );
        }
    }
    let forged = format!("sotomado_trends={}", token(a));
    let tables = Ask::get("trends", "/tables/2026.csv").with("cookie", &forged);
    world.send(tables).await.is(401);
    // Nothing of the one lies in the tables of the other.
    let dump = seize(&world.data()).await;
    let cells = |tables: &[&str], columns: &[&str]| -> BTreeSet<String> {
        let rows = tables.iter().flat_map(|table| &dump.tables[*table]);
        rows.flat_map(|row| {
            columns
                .iter()
                .filter_map(|column| row.get(*column).cloned())
        })
        .collect()
    };
    let ids = ["id", "account", "sign_in", "token", "password"];
    let desk = cells(
        &[
            "desk_accounts",
            "desk_sessions",
            "desk_passkeys",
            "desk_codes",
        ],
        &ids,
    );
    let trends = cells(&["trends_accounts", "trends_sessions"], &ids);
    let shared: Vec<_> = desk.intersection(&trends).collect();
    let password = |cell: &&&String| !cell.contains("argon2id");
    assert_eq!(shared.iter().filter(password).count(), 0, "{shared:?}");
    assert!(desk.len() > 4 && trends.len() > 4);
}
