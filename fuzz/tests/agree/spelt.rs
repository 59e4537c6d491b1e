//! Words of one spelling, and others that come near it.

use bech32::{Bech32, Bech32m, Hrp};
use sotomado_core::code::{Code, Path};
use sotomado_core::ids::Identity;

use crate::odds::Odds;

const DAYS: &[&str] = &[
    "2026-11-24",
    "2024-02-29",
    "2026-02-29",
    "2026-02-30",
    "2026-04-31",
    "2026-13-01",
    "2026-00-10",
    "2026-01-00",
    "2026-1-1",
    "0000-01-01",
    "0000-02-29",
    "1900-02-29",
    "2000-02-29",
    "9998-12-31",
    "9999-01-01",
    "9999-12-31",
    "10000-01-01",
    "-001-01-01",
    "+2026-1-01",
    "２０２６-11-24",
];
const TIMES: &[&str] = &[
    "2026-11-24T07:03:13Z",
    "2026-11-24T00:00:00Z",
    "2026-11-24T23:59:59Z",
    "2026-11-24T24:00:00Z",
    "2026-11-24T23:59:60Z",
    "2026-11-24T23:60:00Z",
    "2026-02-30T00:00:00Z",
    "2024-02-29T12:00:00Z",
    "0000-01-01T00:00:00Z",
    "9998-12-31T23:59:59Z",
    "9999-12-30T22:00:01Z",
    "9999-01-01T00:00:00Z",
    "2026-11-24t07:03:13Z",
    "2026-11-24T07:03:13z",
    "2026-11-24T07:03:13.0Z",
    "2026-11-24T07:03:13+00:00",
    "2026-11-24 07:03:13Z",
    "2026-11-24T07:03Z",
    "2026-11-24T07:03:13Z[UTC]",
    "-000001-01-01T00:00:00Z",
    "2026-11-24T07:03:13,0Z",
    "20261124T070313Z",
];
/// What people and programs put between, and letters that are others once they are made plain.
const STRANGE: &str = " -_–—ー‐―−─・\u{a0}\u{3000}\u{ad}\u{200b}\u{200f}\u{2060}\u{feff}\u{85}\u{2028}\u{180e}\u{10d6e}\u{10ead}\u{2e5d}\u{2010}\u{fe58}\u{30a0}\t\n\0oOIlLuUßſıİﬀΩÅ①２Ａａ漢é\u{301}\u{345}\u{1d7d8}\u{1f130}ªᵃ°℃㎜ǆ";
const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZabcxyz";

/// A text of this kind: right, or nearly so.
pub fn text(odds: &mut Odds, kind: &str) -> String {
    let right = match kind {
        "code" => code(odds),
        "day" => (*odds.of(DAYS)).to_owned(),
        "time" => (*odds.of(TIMES)).to_owned(),
        "id" => hex(odds, 16),
        "key" => hex(odds, 32),
        "recipient" => bech32(odds, "age", false),
        _ => bech32(odds, "age-secret-key-", true),
    };
    match odds.below(3) {
        0 => touched(odds, &right),
        _ => right,
    }
}

fn hex(odds: &mut Odds, bytes: usize) -> String {
    (0..bytes)
        .map(|_| format!("{:02x}", odds.below(256)))
        .collect()
}

fn code(odds: &mut Odds) -> String {
    let random = std::array::from_fn(|_| u8::try_from(odds.below(32)).unwrap());
    let path = if odds.one_in(3) {
        Path::ScriptOff
    } else {
        Path::Browser
    };
    let code = Code::make(path, &random);
    if odds.one_in(2) {
        code.shown()
    } else {
        code.canonical().to_owned()
    }
}

/// 32 bytes in Bech32, most often: else of another length, under another name, with another kind of check, or in the other case.
fn bech32(odds: &mut Odds, name: &str, upper: bool) -> String {
    let bytes: Vec<u8> = (0..32)
        .map(|_| u8::try_from(odds.below(256)).unwrap())
        .collect();
    let hrp = Hrp::parse(name).unwrap();
    let text = match odds.below(12) {
        0 => bech32::encode::<Bech32>(hrp, &bytes[..31]).unwrap(),
        1 => bech32::encode::<Bech32>(hrp, &[&bytes[..], &[0]].concat()).unwrap(),
        2 => bech32::encode::<Bech32m>(hrp, &bytes).unwrap(),
        3 => bech32::encode::<Bech32>(Hrp::parse("agd").unwrap(), &bytes).unwrap(),
        4 => stray(odds, hrp, &bytes),
        5 if upper => Identity([7; 32]).recipient().to_string(),
        _ => bech32::encode::<Bech32>(hrp, &bytes).unwrap(),
    };
    if upper != odds.one_in(10) {
        text.to_uppercase()
    } else {
        text
    }
}

/// The same with a bit set that belongs to no byte, and a check that is right for that.
fn stray(odds: &mut Odds, hrp: Hrp, bytes: &[u8]) -> String {
    use bech32::primitives::iter::{ByteIterExt, Fe32IterExt};
    let mut letters: Vec<bech32::Fe32> = bytes.iter().copied().bytes_to_fes().collect();
    let last = letters.last_mut().unwrap();
    *last = bech32::Fe32::try_from(last.to_u8() | 1 << odds.below(4)).unwrap();
    letters
        .into_iter()
        .with_checksum::<Bech32>(&hrp)
        .chars()
        .collect()
}

/// A character more, less or other.
pub fn touched(odds: &mut Odds, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let strange: Vec<char> = STRANGE.chars().chain(ALPHABET.chars()).collect();
    let new = match odds.below(3) {
        0 => char::from_u32(u32::try_from(odds.below(0x3000)).unwrap()).unwrap_or('a'),
        _ => *odds.of(&strange),
    };
    let at = odds.below(letters.len());
    match odds.below(7) {
        0 => letters.insert(odds.below(letters.len() + 1), new),
        1 if !letters.is_empty() => letters[at] = new,
        2 if !letters.is_empty() => drop(letters.remove(at)),
        3 if letters.len() > 1 => letters.swap(at, (at + 1) % text.chars().count()),
        4 => return text.to_uppercase(),
        5 => return text.to_lowercase(),
        _ => {
            // Wide, as a Japanese keyboard gives them.
            for letter in &mut letters {
                if ('!'..='~').contains(letter) && odds.one_in(3) {
                    *letter = char::from_u32(*letter as u32 + 0xfee0).unwrap();
                }
            }
        }
    }
    letters.into_iter().collect()
}
