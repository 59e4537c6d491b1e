//! Receipt codes, what follows from them, and normalised policies.

use ed25519_dalek::Signer;
use serde_json::{Value, json};
use sotomado_core::code::{Code, CodeFault, Path};
use sotomado_core::derive;
use sotomado_core::ids::{AuthorKey, Digest, WindowId};
use sotomado_core::normalise::normalise;

use crate::{agree, b64};

const SEED: [u8; 22] = [
    0, 31, 7, 12, 27, 3, 9, 30, 1, 18, 24, 5, 16, 2, 29, 11, 20, 8, 14, 22, 6, 26,
];

fn code() -> Code {
    Code::make(Path::Browser, &SEED)
}

fn fault(typed: &str) -> Value {
    match Code::read(typed).unwrap_err() {
        CodeFault::Unknown { group } => json!({"code": "unknown", "group": group}),
        CodeFault::Short { group } => json!({"code": "short", "group": group}),
        CodeFault::Long { group } => json!({"code": "long", "group": group}),
        CodeFault::Check { groups } => json!({"code": "check", "groups": groups}),
        CodeFault::Version => json!({"code": "version"}),
    }
}

#[test]
fn codes() {
    let sloppy = |code: &Code| {
        let shown = code.shown();
        let wide: String = shown
            .chars()
            .map(|c| {
                if c == ' ' {
                    '　'
                } else {
                    char::from_u32(c as u32 + 0xfee0).unwrap()
                }
            })
            .collect();
        let alike = shown
            .to_lowercase()
            .replace('0', "o")
            .replace('1', "l")
            .replace('v', "u");
        vec![
            shown.clone(),
            shown.replace(' ', ""),
            shown.to_lowercase(),
            wide,
            alike,
            shown.replace(' ', "ー"),
            shown.replace(' ', "\u{2212}"),
            format!("\u{feff}{shown}\r\n"),
        ]
    };
    let good: Vec<Value> = [(Path::Browser, SEED), (Path::ScriptOff, SEED), (Path::Browser, [0; 22]), (Path::Browser, [255; 22])]
        .iter()
        .map(|(path, random)| {
            let code = Code::make(*path, random);
            let typed = sloppy(&code);
            for typed in &typed {
                assert_eq!(Code::read(typed), Ok(code.clone()));
            }
            json!({"random": hex::encode(random), "code": code.canonical(), "shown": code.shown(), "typed": typed})
        })
        .collect();
    let shown = code().shown();
    let groups: Vec<&str> = shown.split(' ').collect();
    let with = |place: usize, group: &str| {
        let mut changed = groups.clone();
        changed[place] = group;
        changed.join(" ")
    };
    let swapped = |place: usize| {
        let mut characters: Vec<char> = code().canonical().chars().collect();
        characters.swap(place, place + 1);
        characters.into_iter().collect::<String>()
    };
    let alike = |from: char, to: char| shown.replacen(from, &to.to_string(), 1);
    let mut typed = vec![
        String::new(),
        shown[..24].to_owned(),
        with(2, "123"),
        with(4, "12345"),
        with(3, "あ123"),
        format!("{shown}7"),
        with(0, "2000"),
        swapped(5),
        swapped(7),
        swapped(20),
        swapped(22),
    ];
    for (from, to) in [
        ('8', 'B'),
        ('S', '5'),
        ('Z', '2'),
        ('6', 'G'),
        ('0', 'D'),
        ('Y', 'V'),
        ('T', '1'),
    ] {
        if shown.contains(from) {
            typed.push(alike(from, to));
        }
    }
    let bad: Vec<Value> = typed
        .iter()
        .map(|typed| json!({"typed": typed, "fault": fault(typed)}))
        .collect();
    agree("codes", &json!({"good": good, "bad": bad}));
}

#[test]
fn derivations() {
    let keys: Vec<Value> = [[0; 16], [9; 16]]
        .iter()
        .map(|window| {
            let keys = derive::keys(&code(), &WindowId(*window));
            json!({
                "code": code().canonical(), "window": WindowId(*window),
                "identity": keys.identity, "recipient": keys.identity.recipient(),
                "author_seed": hex::encode(keys.author.to_bytes()), "author": AuthorKey::of(&keys.author),
                "mailbox_seed": hex::encode(keys.mailbox.to_bytes()), "mailbox": AuthorKey::of(&keys.mailbox),
            })
        })
        .collect();
    let window = WindowId([9; 16]);
    let mailbox = derive::keys(&code(), &window).mailbox;
    let requests: Vec<Value> = [
        ("GET", "/o/shiojiri/api/mailbox", ""),
        ("POST", "/o/shiojiri/api/entries?a=%E5%AD%97", "{\"entries\":[]}"),
    ]
    .iter()
    .map(|(method, path, body)| {
        let signed = derive::request(&[6; 32], &window, method, path, &Digest::of(body.as_bytes())).unwrap();
        json!({
            "challenge": Digest([6; 32]), "window": window, "method": method, "path": path, "body": body,
            "signed": hex::encode(&signed), "key": AuthorKey::of(&mailbox), "signature": hex::encode(mailbox.sign(&signed).to_bytes()),
        })
    })
    .collect();
    let counter = Code::make(Path::Counter, &SEED);
    let record = derive::counter_keys(&counter, &window);
    let record = json!({
        "code": counter.canonical(), "window": window, "identity": record.identity,
        "mailbox_seed": hex::encode(record.mailbox.to_bytes()), "mailbox": AuthorKey::of(&record.mailbox),
    });
    assert!(
        Code::read(counter.canonical()).is_err(),
        "no mailbox opens by the code of a counter's record"
    );
    agree(
        "derivations",
        &json!({"keys": keys, "requests": requests, "record": record}),
    );
}

#[test]
fn normalisations() {
    let texts: Vec<Vec<u8>> = vec![
        "a = 1\n".into(),
        "\u{feff}a = 1\r\nb = 2".into(),
        "［［contact］］\nｉｄ　＝ ＂police＂ ＃ １１０\n".into(),
        "a = \"［ ＝ １\"\nb = '＂'\n".into(),
        vec![0x61, 0x20, 0x3d, 0x20, 0x22, 0x8e, 0x73, 0x22, 0x0d, 0x0a],
        vec![0xff, 0xfe, 0x61, 0, 0x3d, 0, 0x31, 0],
        vec![0x80, 0xff, 0xa0, 0xfd],
    ];
    let vectors: Vec<Value> = texts
        .iter()
        .map(|bytes| match normalise(bytes) {
            Ok(text) => {
                json!({"bytes": b64(bytes), "text": text, "sha256": Digest::of(text.as_bytes())})
            }
            Err(_) => json!({"bytes": b64(bytes), "text": null}),
        })
        .collect();
    agree("normalisations", &json!(vectors));
}
