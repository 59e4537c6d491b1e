//! A client written from docs/protocol.md alone, with an age library, HKDF, SHA-256 and Ed25519: a stranger's.
//! It shares no code with the program, so that the two agree only where the document says so.

use std::io::Read;
use std::io::Write;
use std::iter;

use age::secrecy::ExposeSecret;
use age::x25519;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::Signer;
use ed25519_dalek::SigningKey;
use hkdf::Hkdf;
use serde_json::Value;
use serde_json::json;
use sha2::Digest;
use sha2::Sha256;

pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

pub fn chance<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

pub fn b64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

pub fn unb64(text: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(text).unwrap()
}

/// Section 4: 2 bytes length, then the part, for each part.
pub fn parts(parts: &[&[u8]]) -> Vec<u8> {
    let length = |part: &[u8]| u16::try_from(part.len()).unwrap().to_be_bytes();
    parts
        .iter()
        .flat_map(|part| [&length(part)[..], part].concat())
        .collect()
}

/// Section 2: line, length, body, signature; then zeros up to the next multiple of `step` bytes.
pub fn frame(line: &str, body: &Value, key: &SigningKey, step: usize) -> Vec<u8> {
    let body = serde_json::to_vec(body).unwrap();
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    let mut bytes = [format!("sotomado {line} 1\n").as_bytes(), &length, &body].concat();
    let signature = key.sign(&bytes);
    bytes.extend(signature.to_bytes());
    let size = bytes.len().next_multiple_of(step);
    bytes.resize(size, 0);
    bytes
}

/// The JSON body of a frame, without any check: for a reader who trusts, as tests of what was written may.
pub fn body_of(frame: &[u8]) -> Value {
    let line = frame.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let (length, rest) = frame[line..].split_at(4);
    let length = u32::from_be_bytes(length.try_into().unwrap()) as usize;
    serde_json::from_slice(&rest[..length]).unwrap()
}

pub fn seal(to: &x25519::Recipient, plain: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let encryptor = age::Encryptor::with_recipients(iter::once(to as _)).unwrap();
    let mut writer = encryptor.wrap_output(&mut file).unwrap();
    writer.write_all(plain).unwrap();
    writer.finish().unwrap();
    file
}

pub fn open(with: &x25519::Identity, file: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let decryptor = age::Decryptor::new(file).ok()?;
    decryptor
        .decrypt(iter::once(with as _))
        .ok()?
        .read_to_end(&mut plain)
        .ok()?;
    Some(plain)
}

pub fn secret_of(identity: &x25519::Identity) -> String {
    identity.to_string().expose_secret().to_owned()
}

/// GF(32) with x⁵+x²+1: times 2.
fn double(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 {
        doubled
    } else {
        (doubled ^ 0b10_0101) & 31
    }
}

fn times(a: u8, b: u8) -> u8 {
    let mut power = a;
    let mut sum = 0;
    for bit in 0..5 {
        if b >> bit & 1 == 1 {
            sum ^= power;
        }
        power = double(power);
    }
    sum
}

/// Section 3: a fresh receipt code, 24 characters without spaces.
pub fn fresh_code() -> String {
    let mut values = vec![2_u8];
    values.extend(chance::<22>().map(|byte| byte & 31));
    let mut weight = 1;
    let mut sum = 0;
    for value in &values {
        sum ^= times(weight, *value);
        weight = double(weight);
    }
    // weight is α²³ now: the check c solves sum + α²³·c = 0.
    values.extend((0..32).find(|check| times(weight, *check) == sum));
    values
        .iter()
        .map(|value| char::from(ALPHABET[usize::from(*value)]))
        .collect()
}

/// What a receipt code becomes at one window.
#[derive(Clone)]
pub struct Derived {
    pub identity: x25519::Identity,
    pub author: SigningKey,
    pub mailbox: SigningKey,
}

pub fn derive(code: &str, window: &[u8; 16]) -> Derived {
    let names = ["reporter-identity", "author", "mailbox"];
    derived(code.as_bytes(), window, names)
}

/// The same of a link and the code that is given beside it.
pub fn derive_telling(link: &[u8; 16], code: &str, window: &[u8; 16]) -> Derived {
    let key = [link.as_slice(), code.as_bytes()].concat();
    let names = ["telling-identity", "telling-author", "telling-mailbox"];
    derived(&key, window, names)
}

fn derived(from: &[u8], window: &[u8; 16], [identity, author, mailbox]: [&str; 3]) -> Derived {
    let key = |purpose: &str| {
        let info = parts(&[b"sotomado", b"1", window, purpose.as_bytes()]);
        let mut out = [0_u8; 32];
        Hkdf::<Sha256>::new(None, from)
            .expand(&info, &mut out)
            .unwrap();
        out
    };
    Derived {
        identity: identity_from(&key(identity)),
        author: SigningKey::from_bytes(&key(author)),
        mailbox: SigningKey::from_bytes(&key(mailbox)),
    }
}

/// An age identity from its 32 secret bytes, by way of its Bech32 spelling.
pub fn identity_from(secret: &[u8; 32]) -> x25519::Identity {
    bech32("age-secret-key-", secret)
        .to_uppercase()
        .parse()
        .unwrap()
}

/// BIP 173.
fn bech32(hrp: &str, bytes: &[u8]) -> String {
    const CHARS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let bits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    let mut values: Vec<u8> = bits
        .chunks(5)
        .map(|five| (0..5).fold(0, |v, i| v << 1 | five.get(i).copied().unwrap_or(0)))
        .collect();
    let expanded = hrp
        .bytes()
        .map(|b| b >> 5)
        .chain([0])
        .chain(hrp.bytes().map(|b| b & 31));
    let sum = expanded
        .chain(values.iter().copied())
        .chain([0; 6])
        .fold(1_u32, |sum, value| {
            let generators = [
                0x3b6a_57b2,
                0x2650_8e6d,
                0x1ea1_19fa,
                0x3d42_33dd,
                0x2a14_62b3,
            ];
            let next = (sum & 0x1ff_ffff) << 5 ^ u32::from(value);
            (0..5)
                .filter(|i| sum >> 25 >> i & 1 == 1)
                .fold(next, |next, i| next ^ generators[i])
        })
        ^ 1;
    values.extend((0..6).map(|i| u8::try_from(sum >> (5 * (5 - i)) & 31).unwrap()));
    let text: String = values
        .iter()
        .map(|value| char::from(CHARS[usize::from(*value)]))
        .collect();
    format!("{hrp}1{text}")
}

/// The `Authorization` of a signed request.
pub fn authorization(
    key: &SigningKey,
    challenge: &str,
    window: &[u8; 16],
    method: &str,
    path: &str,
    body: &[u8],
) -> String {
    let signed = parts(&[
        b"sotomado-mailbox-1",
        &hex::decode(challenge).unwrap(),
        window,
        method.as_bytes(),
        path.as_bytes(),
        &sha256(body),
    ]);
    format!(
        "Sotomado key={}, challenge={challenge}, signature={}",
        hex::encode(key.verifying_key().to_bytes()),
        hex::encode(key.sign(&signed).to_bytes())
    )
}

/// Section 6: eight bytes for which the digest of challenge and them begins with so many zero bits.
pub fn work(challenge: &str, bits: u64) -> String {
    let challenge = hex::decode(challenge).unwrap();
    let zeros = |digest: [u8; 32]| {
        let first = digest.iter().position(|byte| *byte != 0).unwrap_or(32);
        8 * first as u64
            + digest
                .get(first)
                .map_or(0, |byte| u64::from(byte.leading_zeros()))
    };
    let found = (0_u64..)
        .map(u64::to_be_bytes)
        .find(|work| zeros(sha256(&[&challenge[..], work].concat())) >= bits);
    hex::encode(found.unwrap())
}

/// One sealed entry as it is sent.
pub fn sent(log: &str, file: &[u8]) -> Value {
    json!({"id": hex::encode(sha256(file)), "log": log, "file": b64(file)})
}

#[test]
fn a_code_has_its_check_and_a_swap_is_noticed() {
    let check = |code: &str| {
        let value = |c: u8| u8::try_from(ALPHABET.iter().position(|a| *a == c).unwrap()).unwrap();
        let weights = iter::successors(Some(1), |w| Some(double(*w)));
        code.bytes()
            .zip(weights)
            .fold(0, |sum, (c, weight)| sum ^ times(weight, value(c)))
    };
    let code = fresh_code();
    assert_eq!((code.len(), check(&code)), (24, 0));
    let mut swapped = code.clone().into_bytes();
    swapped.swap(3, 4);
    assert_eq!(
        swapped == code.as_bytes(),
        check(std::str::from_utf8(&swapped).unwrap()) == 0
    );
}

#[test]
fn a_stranger_and_the_core_derive_the_same_keys() {
    use sotomado_core::code::Code;
    use sotomado_core::ids::WindowId;
    let (code, window) = (fresh_code(), chance());
    let ours = sotomado_core::derive::keys(&Code::read(&code).unwrap(), &WindowId(window));
    let theirs = derive(&code, &window);
    assert_eq!(ours.identity.reveal(), secret_of(&theirs.identity));
    assert_eq!(ours.author.to_bytes(), theirs.author.to_bytes());
    assert_eq!(ours.mailbox.to_bytes(), theirs.mailbox.to_bytes());
}
