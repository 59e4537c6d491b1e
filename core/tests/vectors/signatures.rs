//! Frames, and signatures that only some readers would take.

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT as BASE, EIGHT_TORSION};
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha512};
use sotomado_core::frame::{self, FrameFault, Line};
use sotomado_core::ids::AuthorKey;

use crate::{agree, b64};

const MESSAGE: &[u8] = b"sotomado";
const LINES: [(Line, &str); 4] = [
    (Line::Entry, "entry"),
    (Line::KeyFile, "keyfile"),
    (Line::Roster, "roster"),
    (Line::Succession, "succession"),
];

fn key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn challenge(r: [u8; 32], key: [u8; 32]) -> Scalar {
    let digest = Sha512::new()
        .chain_update(r)
        .chain_update(key)
        .chain_update(MESSAGE)
        .finalize();
    Scalar::from_bytes_mod_order_wide(&digest.into())
}

/// A signature whose equation holds without the cofactor, for the key `secret`·B + `key_part`, with `r_part` added to R.
fn crafted(
    secret: Scalar,
    key_part: EdwardsPoint,
    r_part: EdwardsPoint,
    encode: fn([u8; 32]) -> [u8; 32],
) -> ([u8; 32], [u8; 64]) {
    let key = encode((BASE * secret + key_part).compress().to_bytes());
    for nonce in 1u64.. {
        let r = (BASE * Scalar::from(nonce) + r_part).compress().to_bytes();
        let k = challenge(r, key);
        // S·B − k·A = R needs k·key_part = −r_part.
        if key_part * k == -r_part {
            let s = Scalar::from(nonce) + k * secret;
            return (key, joined(r, s.to_bytes()));
        }
    }
    unreachable!()
}

fn joined(r: [u8; 32], s: [u8; 32]) -> [u8; 64] {
    let mut both = [0; 64];
    both[..32].copy_from_slice(&r);
    both[32..].copy_from_slice(&s);
    both
}

fn plain(bytes: [u8; 32]) -> [u8; 32] {
    bytes
}

/// The neutral point's y = 1 written as p + 1.
fn y_plus_p(_: [u8; 32]) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    (bytes[0], bytes[31]) = (0xee, 0x7f);
    bytes
}

/// S + L, which is the same number to whoever reduces it.
fn s_plus_l(signature: &[u8; 64]) -> [u8; 64] {
    const L: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut out = *signature;
    let mut carry = 0u16;
    for (byte, add) in out[32..].iter_mut().zip(L) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = u8::try_from(sum & 0xff).unwrap();
        carry = sum >> 8;
    }
    out
}

#[test]
fn signatures() {
    let secret = key().to_scalar();
    let torsion = EIGHT_TORSION[1];
    let none = EIGHT_TORSION[0];
    let (good_key, good) = crafted(secret, none, none, plain);
    // Only the check with the cofactor would take this one: R = r·B + T.
    let nonce = Scalar::from(5u8);
    let r = (BASE * nonce + torsion).compress().to_bytes();
    let cofactor = joined(r, (nonce + challenge(r, good_key) * secret).to_bytes());
    let cases = [
        ("good", good_key, good, true),
        ("S + L", good_key, s_plus_l(&good), false),
        (
            "key of small order",
            crafted(Scalar::ZERO, torsion, none, plain).0,
            crafted(Scalar::ZERO, torsion, none, plain).1,
            false,
        ),
        (
            "neutral key",
            crafted(Scalar::ZERO, none, none, plain).0,
            crafted(Scalar::ZERO, none, none, plain).1,
            false,
        ),
        (
            "neutral key, y = p + 1",
            crafted(Scalar::ZERO, none, none, y_plus_p).0,
            crafted(Scalar::ZERO, none, none, y_plus_p).1,
            false,
        ),
        (
            "key with a part of small order",
            crafted(secret, torsion, none, plain).0,
            crafted(secret, torsion, none, plain).1,
            false,
        ),
        (
            "R and key with parts of small order",
            crafted(secret, torsion, torsion, plain).0,
            crafted(secret, torsion, torsion, plain).1,
            false,
        ),
        ("R with a part of small order", good_key, cofactor, false),
        (
            "R neutral",
            good_key,
            joined(
                none.compress().to_bytes(),
                (challenge(none.compress().to_bytes(), good_key) * secret).to_bytes(),
            ),
            false,
        ),
        ("zero", good_key, [0; 64], false),
    ];
    let vectors: Vec<Value> = cases
        .iter()
        .map(|(name, key, signature, verifies)| {
            assert_eq!(frame::verifies(&AuthorKey(*key), MESSAGE, signature), *verifies, "{name}");
            json!({"name": name, "key": hex::encode(key), "message": hex::encode(MESSAGE), "signature": hex::encode(signature), "verifies": verifies})
        })
        .collect();
    agree("signatures", &json!(vectors));
}

fn judged(name: &str, line: (Line, &str), bytes: &[u8]) -> Value {
    let read = frame::read(line.0, bytes).and_then(|frame| {
        frame.parse::<Value>()?;
        frame.verify(&AuthorKey::of(&key()))
    });
    json!({"name": name, "line": line.1, "frame": b64(bytes), "fault": read.err().map(FrameFault::code)})
}

#[test]
fn frames() {
    let body = "{\"v\":1,\"text\":\"字\\n\",\"none\":null,\"list\":[0,true]}";
    let mut vectors = Vec::new();
    for line in LINES {
        let good = frame::write(line.0, body.as_bytes(), &key()).unwrap();
        vectors.push(judged("good", line, &good));
        let with = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = good.clone();
            change(&mut bytes);
            bytes
        };
        let head = line.0.text().len();
        vectors.push(judged(
            "bent body",
            line,
            &with(&|bytes| bytes[head + 14] ^= 1),
        ));
        vectors.push(judged(
            "bent signature",
            line,
            &with(&|bytes| bytes[head + 4 + body.len()] ^= 1),
        ));
        vectors.push(judged(
            "other version",
            line,
            &with(&|bytes| bytes[head - 2] = b'2'),
        ));
        vectors.push(judged(
            "length past the end",
            line,
            &with(&|bytes| bytes[head] = 1),
        ));
        vectors.push(judged("one byte more", line, &with(&|bytes| bytes.push(0))));
        vectors.push(judged(
            "one byte less",
            line,
            &with(&|bytes| bytes.truncate(bytes.len() - 1)),
        ));
        if matches!(line.0, Line::Entry | Line::KeyFile) {
            vectors.push(judged(
                "filling not zero",
                line,
                &with(&|bytes| *bytes.last_mut().unwrap() = 1),
            ));
            vectors.push(judged(
                "filled too far",
                line,
                &with(&|bytes| bytes.resize(bytes.len() * 2, 0)),
            ));
            vectors.push(judged(
                "not filled",
                line,
                &with(&|bytes| bytes.truncate(head + 4 + body.len() + 64)),
            ));
        }
    }
    for (name, body) in [
        ("white space", "{\"v\": 1}"),
        ("a member twice", "{\"v\":1,\"v\":1}"),
        ("a member twice, inside", "{\"v\":{\"a\":1,\"a\":2}}"),
        ("needless escape", "{\"v\":\"\\u0041\"}"),
        ("number with a point", "{\"v\":1.0}"),
        ("lone surrogate", "{\"v\":\"\\ud800\"}"),
        ("member name of digits", "{\"v\":1,\"0\":1}"),
        ("mark at the beginning", "\u{feff}{\"v\":1}"),
        ("no JSON", "{"),
    ] {
        let bytes = frame::write(Line::Roster, body.as_bytes(), &key()).unwrap();
        vectors.push(judged(name, LINES[2], &bytes));
    }
    agree(
        "frames",
        &json!({"signer": AuthorKey::of(&key()), "frames": vectors}),
    );
}
