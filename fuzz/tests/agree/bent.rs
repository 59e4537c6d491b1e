//! Signed bodies of the vectors, bent in a place or two and signed again.

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sotomado_core::frame::{self, Line};
use sotomado_fuzz::signed::{key, sign};

use crate::odds::Odds;
use crate::spelt;

/// Stands in a body until raw text takes its place.
const HERE: &str = "\u{1}here\u{1}";
/// What may stand where nothing should.
const STRAY: [&str; 10] = [" ", "\n", "\0", ",", "\"", "{", "\\", "é", "1", "-"];

/// Raw JSON that readers are known to read in more than one way, or that looks right.
const RAW: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "1",
    "2",
    "255",
    "256",
    "4294967295",
    "4294967296",
    "9007199254740991",
    "9007199254740992",
    "18446744073709551616",
    "-0",
    "-1",
    "1.0",
    "1.5",
    "1e2",
    "01",
    "NaN",
    "",
    "\"\"",
    "\"0\"",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    " 1",
    "1 ",
    "\"a\\u0041\"",
    "\"\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "\"😀\"",
    "\"\u{2028}\"",
    "\"\\u2028\"",
    "\"\\u007f\"",
    "\"\u{7f}\"",
    "\"\\n\"",
    "\"\\u000a\"",
    "\"\\u0001\"",
    "\"\\u000B\"",
    "\"\\b\\f\"",
    "\"\\/\"",
    "\"\\u0000\"",
    "\"\u{feff}\"",
    "\"\n\"",
    "{\"1\":0}",
    "{\"01\":0}",
    "{\"\":0}",
    "{\"__proto__\":1}",
    "{\"__proto__\":{\"v\":1}}",
    "{\"constructor\":1}",
    "{\"a\":1,\"a\":1}",
    "{\"b\":1,\"a\":1}",
    "{\"٣\":1}",
    "{\"4294967295\":1}",
    "{\"-1\":1}",
    "{\"a\":[],}",
    "[1,]",
    "\"case\"",
    "\"desk\"",
    "\"reporter\"",
    "\"firm\"",
    "\"third\"",
    "\"Firm\"",
    "{\"firm\":null}",
    "{\"case\":null}",
    "{\"report\":null}",
    "[\"case\"]",
    "\"report\"",
    "\"message\"",
    "\"seen\"",
    "\"note\"",
    "\"grant\"",
    "\"attachment\"",
    "\"consent\"",
    "\"step\"",
    "\"handover\"",
    "\"coding\"",
    "\"draft\"",
    "\"as-is\"",
    "\"cleaned\"",
    "\"evidence\"",
];

/// Every body of this kind in the vectors whose signer is known, with unsound ones among them.
pub fn bodies(line: Line) -> Vec<Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let mut all = Vec::new();
    for file in files {
        gather(
            &serde_json::from_slice(&fs::read(file).unwrap()).unwrap(),
            line,
            &mut all,
        );
    }
    all
}

fn gather(value: &Value, line: Line, into: &mut Vec<Value>) {
    match value {
        Value::String(text) => {
            let bytes = STANDARD.decode(text).unwrap_or_default();
            let body = frame::read(line, &bytes)
                .ok()
                .and_then(|frame| serde_json::from_slice(frame.body()).ok());
            into.extend(body.filter(|body: &Value| body.is_object() && !into.contains(body)));
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, line, into)),
        Value::Object(members) => members.values().for_each(|value| gather(value, line, into)),
        _ => {}
    }
}

/// A frame of one of these bodies; `any` is one whose signature nobody looks at.
pub fn frame(odds: &mut Odds, line: Line, bodies: &[Value], any: bool) -> Vec<u8> {
    loop {
        let mut body = odds.of(bodies).clone();
        for _ in 0..odds.below(3) {
            let other = odds.of(bodies).clone();
            bend(odds, &mut body, &other);
        }
        let mut text = if odds.one_in(2) {
            with_raw(odds, &mut body)
        } else {
            body.to_string()
        };
        if odds.one_in(8) {
            let at = odds.place(&text);
            let stray: &str = odds.of::<&str>(&STRAY);
            text.insert_str(at, stray);
        }
        let signed = if any {
            None
        } else {
            sign(line, text.as_bytes())
        };
        let Some(mut whole) = signed.or_else(|| frame::write(line, text.as_bytes(), &key(1)).ok())
        else {
            continue;
        };
        if odds.one_in(12) {
            scratch(odds, &mut whole);
        }
        return whole;
    }
}

/// One byte of a frame is another, is gone, or is one too many.
fn scratch(odds: &mut Odds, whole: &mut Vec<u8>) {
    let at = odds.below(whole.len());
    match odds.below(4) {
        0 => whole[at] ^= 1 << odds.below(8),
        1 => drop(whole.remove(at)),
        2 => whole.push(0),
        _ => whole.truncate(at),
    }
}

/// The ways to every value in it, itself first.
fn ways(value: &Value) -> Vec<String> {
    let mut all = vec![String::new()];
    let within = |name: &str, value: &Value| {
        let name = name.replace('~', "~0").replace('/', "~1");
        ways(value)
            .into_iter()
            .map(move |way| format!("/{name}{way}"))
            .collect::<Vec<_>>()
    };
    match value {
        Value::Array(values) => all.extend(
            values
                .iter()
                .enumerate()
                .flat_map(|(at, value)| within(&at.to_string(), value)),
        ),
        Value::Object(members) => {
            all.extend(members.iter().flat_map(|(name, value)| within(name, value)))
        }
        _ => {}
    }
    all
}

fn bend(odds: &mut Odds, body: &mut Value, other: &Value) {
    let way = odds.of(&ways(body)).clone();
    let way_there = odds.of(&ways(other)).clone();
    let from_other = other.pointer(&way_there).cloned().unwrap();
    let same_place = other.pointer(&way).cloned();
    let place = body.pointer_mut(&way).unwrap();
    match odds.below(9) {
        0 => *place = from_other,
        1 => *place = same_place.unwrap_or(Value::Null),
        2 => *place = json!([place.clone()]),
        // What some readers take for an object, and some for a word.
        3 => {
            *place = match place.take() {
                Value::Object(members) => {
                    Value::Array(members.into_iter().map(|(_, value)| value).collect())
                }
                Value::String(text) => json!({ text: null }),
                Value::Array(values) => values
                    .into_iter()
                    .enumerate()
                    .map(|(at, value)| (format!("_{at}"), value))
                    .collect(),
                other => other,
            }
        }
        4 => match place {
            Value::Object(members) => {
                let name = members.keys().nth(odds.below(members.len())).cloned();
                name.and_then(|name| members.remove(&name));
            }
            Value::Array(values) if !values.is_empty() => {
                drop(values.remove(odds.below(values.len())))
            }
            _ => {}
        },
        5 => match place {
            Value::Object(members) => {
                let name = *odds.of(&["later", "1", "01", "", "__proto__", "é", "\u{2028}", "v"]);
                members.insert(name.to_owned(), from_other);
            }
            Value::Array(values) if !values.is_empty() => {
                let again = odds.of(values).clone();
                values.push(again);
            }
            _ => {}
        },
        6 => {
            if let Value::String(text) = place {
                *text = spelt::touched(odds, text);
            }
        }
        7 => {
            let kind = *odds.of(&["day", "time", "id", "key", "recipient", "identity"]);
            *place = Value::String(spelt::text(odds, kind));
        }
        _ => *place = json!(odds.below(4)),
    }
}

/// One value, or one member more, is raw text.
fn with_raw(odds: &mut Odds, body: &mut Value) -> String {
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let raw = if odds.one_in(6) {
        nested(120 + odds.below(10))
    } else {
        (*odds.of(RAW)).to_owned()
    };
    let way = odds.of(&ways(body)).clone();
    let place = body.pointer_mut(&way).unwrap();
    match place {
        // A member twice, or one that nobody knows.
        Value::Object(members) if odds.one_in(2) => {
            let again = members.keys().nth(odds.below(members.len())).cloned();
            let name = again
                .filter(|_| odds.one_in(4))
                .unwrap_or_else(|| "zz".to_owned());
            members.insert(HERE.to_owned(), Value::Null);
            let spot = json!(HERE).to_string();
            body.to_string().replacen(
                &format!("{spot}:null"),
                &format!("{}:{raw}", json!(name)),
                1,
            )
        }
        place => {
            *place = json!(HERE);
            let spot = json!(HERE).to_string();
            body.to_string().replacen(&spot, &raw, 1)
        }
    }
}
