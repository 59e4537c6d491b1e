//! What everybody and what personnel see of a published table: the same, and nothing else.

use sotomado_core::disclosure::Refused;
use sotomado_core::ids::{AuthorKey, Digest};
use sotomado_core::policy::Text;
use sotomado_core::release::{Family, Release, ReleaseBody, Row};

use crate::client;
use crate::http::{Answer, Ask};
use crate::people::Staff;
use crate::world::World;

/// A table of this year once it is over; its codings are of no matter here.
fn table(world: &World, rows: &[(&str, Option<u32>)], total: Option<u32>) -> ReleaseBody {
    let window = world.app.window("shiojiri").unwrap();
    let terms = world.app.policies.taxonomy.families.iter();
    let sentence = total.is_none().then_some(Refused::FewLines);
    ReleaseBody {
        v: 1,
        window: window.id,
        organisation: window.short.clone(),
        name: window.name.clone(),
        year: 2026,
        day: world.app.clock.today(),
        desk_key: AuthorKey::of(&world.desk_key),
        before: None,
        rule: world.app.policies.disclosure.rule.clone(),
        families: terms
            .map(|term| Family {
                id: term.id.clone(),
                name: term.name.clone(),
            })
            .collect(),
        rows: rows
            .iter()
            .map(|(family, cases)| Row {
                family: (*family).to_owned(),
                cases: *cases,
            })
            .collect(),
        total,
        sentence,
    }
}

const ROWS: &[(&str, Option<u32>)] = &[
    ("power", Some(85)),
    ("sexual", Some(40)),
    ("maternity_care", Some(25)),
    ("customer", Some(120)),
    ("sogi", None),
    ("job_seeker", None),
    ("other", Some(0)),
];

async fn published(world: &World, body: &ReleaseBody) -> Vec<u8> {
    let frame = Release::sign(body, &world.desk_key).unwrap();
    sent(world, &frame).await.is(201);
    frame
}

async fn sent(world: &World, frame: &[u8]) -> Answer {
    let body = serde_json::json!({"organisation": "shiojiri", "release": client::b64(frame)});
    let mut lead = world.lead.clone();
    lead.signs_in(world, "desk").await.is(204);
    lead.send(world, "POST", "/desk/api/releases", &body).await
}

/// In May of the next fiscal year.
async fn in_may() -> World {
    let world = World::new().await;
    world.later(24 * 3600 * 167);
    world
}

async fn page(world: &World, path: &str) -> Answer {
    let answer = world.send(Ask::get("window", path)).await;
    answer.is(200);
    answer
}

async fn personnel(world: &World, hr: &Staff, path: &str) -> Answer {
    let ask = Ask::new("GET", "trends", path, "").with("cookie", &hr.cookie);
    world.send(ask).await
}

#[tokio::test]
async fn a_published_table_stands_in_words_numbers_bars_and_csv_for_everybody() {
    let world = in_may().await;
    let hr = world.hr().await;
    for at in ["/trends", "/o/shiojiri/trends"] {
        assert!(
            page(&world, at)
                .await
                .text()
                .contains("まだ何も公表していません")
        );
    }
    let frame = published(&world, &table(&world, ROWS, Some(315))).await;
    let mark = Digest::of(&frame).to_string();
    let own = personnel(&world, &hr, "/").await;
    for answer in [
        page(&world, "/trends").await,
        page(&world, "/o/shiojiri/trends").await,
        own,
    ] {
        let text = answer.text();
        for wanted in [
            "令和8年度",
            "パワーハラスメント",
            ">85<",
            ">315<",
            ">x<",
            "role=\"img\"",
            "url(#x-2026-4)",
            "出さない数",
            &mark[..8],
        ] {
            assert!(text.contains(wanted), "{wanted}");
        }
        assert!(!text.contains("まだ何も"));
    }
    let english = page(&world, "/o/shiojiri/trends?hl=en").await.text();
    assert!(english.contains("Fiscal year 2026 (Reiwa 8)") && english.contains("An x is"));
    let easy = page(&world, "/o/shiojiri/trends?hl=ja-yasashii").await;
    let easy = easy.text();
    assert!(easy.contains("<ruby>令和<rp>") && easy.contains("塩尻市の"));
    // The words beside the bars, and the year of the day.
    let (_, bars) = easy.split_once("class=\"bars\"").unwrap();
    for reading in ["しごと", "かいご", "れいわ", "ねん"] {
        assert!(bars.contains(&format!("<rt>{reading}</rt>")), "{reading}");
    }
    // Another organisation has published nothing.
    let other = page(&world, "/o/mihon/trends").await;
    assert!(other.text().contains("まだ何も公表していません"));

    let csv = page(&world, "/o/shiojiri/trends/2026.csv").await;
    assert_eq!(
        csv.header("content-type").unwrap(),
        "text/csv; charset=utf-8"
    );
    let name = csv.header("content-disposition").unwrap();
    assert!(name.contains("sotomado-shiojiri-2026.csv"));
    let text = csv.text();
    assert!(text.starts_with('\u{feff}'), "Excel reads it");
    assert!(text.contains("\"塩尻市\",\"令和8年度\",\"パワーハラスメント\",\"85\"\r\n"));
    assert!(text.contains("\"SOGIハラスメント・アウティング\",\"x\"\r\n"));
    assert!(text.ends_with("\"合計\",\"315\"\r\n"), "{text}");
    let personnels = personnel(&world, &hr, "/tables/2026.csv").await;
    assert_eq!(personnels.text(), text);
    let signed = page(&world, "/o/shiojiri/trends/2026.release").await;
    assert_eq!(signed.body, frame);
    for absent in ["2025.csv", "2026.html", "2026", "2026.csv.csv"] {
        let at = format!("/o/shiojiri/trends/{absent}");
        world.send(Ask::get("window", &at)).await.is(404);
    }
    personnel(&world, &Staff::new("", ""), "/tables/2026.csv")
        .await
        .is(401);
}

/// Whoever has the desk's key can sign anything; what names people is not published for that.
#[tokio::test]
async fn promise_11_no_signature_makes_a_milder_rule_or_a_small_number_public() {
    let world = in_may().await;
    let changes: [fn(&mut ReleaseBody); 7] = [
        |body| (body.rule.k, body.rule.round_to, body.rows[0].cases) = (1, 1, Some(2)),
        |body| body.rule.k_sensitive = body.rule.k - 1,
        |body| body.rule.visible_percent = 59,
        |body| body.rule.others_known = 2,
        |body| body.rule.zero_from = 49,
        |body| body.rows[0].cases = Some(body.rule.k - 5),
        |body| body.total = Some(45),
    ];
    for change in changes {
        let mut body = table(&world, ROWS, Some(315));
        change(&mut body);
        let frame = Release::sign(&body, &world.desk_key).unwrap();
        sent(&world, &frame).await.is_problem(422, "release-rule");
    }
    published(&world, &table(&world, ROWS, Some(315))).await;
}

#[tokio::test]
async fn a_sentence_stands_where_no_table_may() {
    let world = in_may().await;
    published(&world, &table(&world, &[], None)).await;
    let text = page(&world, "/o/shiojiri/trends").await.text();
    assert!(text.contains("表は出しません") && !text.contains("<table") && !text.contains("<svg"));
    let csv = page(&world, "/o/shiojiri/trends/2026.csv").await.text();
    assert!(csv.contains("表は出しません"), "{csv}");
}

/// A name is signed by the desk; as markup or as a formula it is still a word.
#[tokio::test]
async fn a_name_is_neither_markup_nor_formula() {
    let world = in_may().await;
    let mut body = table(&world, ROWS, Some(315));
    let bad = "=1+1,\"<b>x</b>\"";
    body.families[0].name = Text {
        ja: bad.into(),
        ja_yasashii: bad.into(),
        en: bad.into(),
    };
    published(&world, &body).await;
    let text = page(&world, "/o/shiojiri/trends").await.text();
    assert!(!text.contains("<b>x</b>") && text.contains("&lt;b&gt;x"));
    let csv = page(&world, "/o/shiojiri/trends/2026.csv").await.text();
    assert!(csv.contains("\"'=1+1,\"\"<b>x</b>\"\"\",\"85\""), "{csv}");
}
