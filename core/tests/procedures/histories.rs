//! Ten thousand generated histories, answered natively. `web/test` and the browser suite answer the very same with the core's
//! WebAssembly and compare: tests/vectors/histories.json says how they are drawn, and a digest of each hundred answers.
//!
//! `BLESS=1` writes the file anew.

use serde_json::{Value, json};
use sotomado_core::door;
use sotomado_core::ids::Digest;

use crate::{read, text};

const COUNT: usize = 10_000;
const BATCH: usize = 100;
const SEED: u32 = 20_261_129;
const LONGEST: u32 = 40;
const FROM: i64 = 1_800_000_000;

/// Marsaglia's xorshift: a few lines in any language.
struct Draw(u32);

impl Draw {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        self.next() as usize % n
    }
}

fn plan() -> Value {
    let p = read("counter");
    let stages: Vec<&str> = p.stages.iter().map(|stage| stage.id.as_str()).collect();
    let mut events: Vec<Value> = Vec::new();
    for act in &p.acts {
        events.push(json!({"is": "did", "act": act.id}));
    }
    for sign in &p.signs {
        events.push(json!({"is": "saw", "sign": sign.id}));
    }
    for to in &stages {
        events.push(json!({"is": "moved", "to": to}));
        events.push(json!({"is": "moved", "to": to, "together": true, "reason": "みなで決めた"}));
        events.push(json!({"is": "placed", "stage": to}));
        events.push(json!({"is": "reasoned", "stage": to, "reason": "あとで書いた"}));
    }
    for (staff, visitors) in [(1, 1), (2, 1), (4, 3)] {
        events.push(json!({"is": "people", "staff": staff, "visitors": visitors}));
    }
    events
        .push(json!({"is": "people", "staff": 1, "visitors": 2, "roles": ["lead", "supervisor"]}));
    events.push(json!({"is": "began"}));
    for is in ["danger", "calmed", "withdrew", "filed", "undone"] {
        events.push(json!({"is": is}));
    }
    let mut starts = vec![
        json!({}),
        json!({"minutes": 25, "done": [["ask_to_stop", 1], ["stalemate_begins", 1]], "visitors": 3, "staff": 1}),
        json!({"minutes": 70, "place": "phone"}),
        json!({"stage": "nowhere"}),
    ];
    starts.extend(
        stages
            .iter()
            .map(|stage| json!({"stage": stage, "staff": 2, "place": "visit"})),
    );
    json!({
        "seed": SEED, "count": COUNT, "batch": BATCH, "longest": LONGEST, "from": FROM,
        "starts": starts, "events": events, "waits": [0, 0, 7, 60, 301, 900, 1800, -60],
    })
}

fn of(draw: &mut Draw, plan: &Value, name: &str) -> Value {
    let list = plan.get(name).and_then(Value::as_array).expect("a list");
    list.get(draw.below(list.len())).expect("one of it").clone()
}

fn history(draw: &mut Draw, plan: &Value) -> (Vec<Value>, i64) {
    let mut start = of(draw, plan, "starts");
    let members = start.as_object_mut().expect("an object");
    members.insert("is".to_owned(), json!("began"));
    let mut at = FROM;
    let mut records = vec![json!({"at": at, "event": start})];
    for _ in 0..1 + draw.next() % LONGEST {
        at += of(draw, plan, "waits").as_i64().expect("seconds");
        records.push(json!({"at": at, "event": of(draw, plan, "events")}));
    }
    at += of(draw, plan, "waits").as_i64().expect("seconds");
    (records, at)
}

#[test]
fn ten_thousand_histories_come_to_what_the_browser_is_told_to_expect() {
    let mut plan = plan();
    let text = json!(text("counter"));
    let mut draw = Draw(SEED);
    let (mut digests, mut answers) = (Vec::new(), Vec::new());
    let (mut taken, mut refused) = (0, 0);
    for n in 1..=COUNT {
        let (records, now) = history(&mut draw, &plan);
        let records = Value::Array(records);
        let question =
            format!(r#"{{"ask":"counter","procedure":{text},"history":{records},"now":{now}}}"#);
        let answer = door::ask(question.as_bytes());
        let told = std::str::from_utf8(&answer).expect("UTF-8");
        let kept = told.split_once("\"kept\":").expect("how many count").1;
        let kept = kept.split_once(',').expect("a number").0;
        taken += kept.parse::<usize>().expect("a number");
        refused += told.matches("{\"is\":\"no_way\"").count();
        answers.extend_from_slice(answer.strip_prefix(b"{\"ok\":").expect("an answer"));
        if n % BATCH == 0 {
            digests.push(json!(Digest::of(&answers).to_string()));
            answers.clear();
        }
    }
    // Most of what is drawn must be taken, or nothing would be tried.
    assert!(
        taken > 60_000 && refused > 10_000,
        "{taken} taken, {refused} refused"
    );
    let members = plan.as_object_mut().expect("an object");
    members.insert("digests".to_owned(), Value::Array(digests));
    agree(&plan);
}

fn agree(plan: &Value) {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/vectors/histories.json"
    );
    let mut sorted = plan.clone();
    sorted.sort_all_objects();
    let text = format!("{}\n", serde_json::to_string_pretty(&sorted).expect("JSON"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &text).expect("written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == text, "{path} is not what the core gives");
}
