//! The record of an incident at a counter: what each device wrote down, signed by it, in a chain of its own.
//!
//! A record is frames one after the other, filled with zero bytes to one of a few sizes. Two devices with the record's code
//! may have written at once, so that there are two files: all frames of both that hold are the record.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::frame::{self, Line};
use crate::ids::{AuthorKey, Digest, WindowId};
use crate::procedure::{Event, Record};

/// Taps in one record at most; more than hands can do.
const TAPS: usize = 4000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Body {
    v: u32,
    window: WindowId,
    author: AuthorKey,
    /// From 1 for each device.
    n: u64,
    /// SHA-256 of the device's frame before.
    before: Option<Digest>,
    /// Seconds since 1970.
    at: u64,
    event: Event,
}

/// What of a record cannot be believed. The rest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TapFault {
    Malformed,
    WrongWindow,
    BadSignature,
    /// A device's own numbers have a gap, or its chain is broken: what follows is left out.
    BrokenChain,
    /// A device wrote two things under one number.
    Fork,
}

/// A record as far as it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// In the order in which they happened.
    pub frames: Vec<Vec<u8>>,
    /// The same as the engine takes them. `by` numbers the devices where there are several.
    pub records: Vec<Record>,
    /// Devices in the order in which they began.
    pub devices: Vec<AuthorKey>,
    pub faults: Vec<TapFault>,
}

struct Tap<'a> {
    body: Body,
    frame: &'a [u8],
    /// Never earlier than the device's tap before, whatever its clock did.
    at: i64,
}

/// Reads what one or several files of a record hold together.
#[must_use]
pub fn read(window: WindowId, plains: &[&[u8]]) -> Read {
    let mut faults = Vec::new();
    let mut by_device: BTreeMap<AuthorKey, BTreeMap<u64, Tap<'_>>> = BTreeMap::new();
    for frame in plains
        .iter()
        .flat_map(|plain| frames(plain, &mut faults))
        .collect::<Vec<_>>()
    {
        match tap(window, frame) {
            Err(fault) => faults.push(fault),
            Ok(tap) => {
                let chain = by_device.entry(tap.body.author).or_default();
                match chain.get(&tap.body.n) {
                    Some(known) if known.frame != tap.frame => faults.push(TapFault::Fork),
                    Some(_) => {}
                    None => {
                        chain.insert(tap.body.n, tap);
                    }
                }
            }
        }
    }
    let mut taps: Vec<Tap<'_>> = Vec::new();
    for chain in by_device.into_values() {
        taps.extend(linked(chain, &mut faults));
    }
    // Whatever the clocks of two devices say, nothing comes before the beginning.
    taps.sort_by_key(|tap| {
        let begins = matches!(tap.body.event, Event::Began(_));
        (!begins, tap.at, tap.body.author, tap.body.n)
    });
    faults.sort_unstable();
    faults.dedup();
    told(taps, faults)
}

/// The frames of one file. What is none ends the file.
fn frames<'a>(plain: &'a [u8], faults: &mut Vec<TapFault>) -> Vec<&'a [u8]> {
    let mut found = Vec::new();
    let mut rest = plain;
    while rest.iter().any(|byte| *byte != 0) {
        let whole = frame::length(Line::Tap, rest).and_then(|length| rest.split_at_checked(length));
        let Some((frame, after)) = whole.filter(|_| found.len() < TAPS) else {
            faults.push(TapFault::Malformed);
            break;
        };
        found.push(frame);
        rest = after;
    }
    found
}

fn tap(window: WindowId, bytes: &[u8]) -> Result<Tap<'_>, TapFault> {
    let frame = frame::read(Line::Tap, bytes).map_err(|_| TapFault::Malformed)?;
    let body: Body = frame.parse().map_err(|_| TapFault::Malformed)?;
    if body.v != 1 {
        return Err(TapFault::Malformed);
    }
    if body.window != window {
        return Err(TapFault::WrongWindow);
    }
    frame
        .verify(&body.author)
        .map_err(|_| TapFault::BadSignature)?;
    let at = i64::try_from(body.at).map_err(|_| TapFault::Malformed)?;
    Ok(Tap {
        body,
        frame: bytes,
        at,
    })
}

/// A device's taps from its first on, as far as each names the one before.
fn linked<'a>(chain: BTreeMap<u64, Tap<'a>>, faults: &mut Vec<TapFault>) -> Vec<Tap<'a>> {
    let mut before: Option<Digest> = None;
    let mut latest = i64::MIN;
    let mut good = Vec::new();
    for (n, (number, mut tap)) in (1..).zip(chain) {
        if number != n || tap.body.before != before {
            faults.push(TapFault::BrokenChain);
            break;
        }
        before = Some(Digest::of(tap.frame));
        latest = latest.max(tap.at);
        tap.at = latest;
        good.push(tap);
    }
    good
}

fn told(taps: Vec<Tap<'_>>, faults: Vec<TapFault>) -> Read {
    let mut devices: Vec<AuthorKey> = Vec::new();
    for tap in &taps {
        if !devices.contains(&tap.body.author) {
            devices.push(tap.body.author);
        }
    }
    let alone = devices.len() < 2;
    let records = taps.iter().map(|tap| {
        let device = devices.iter().position(|key| *key == tap.body.author);
        Record {
            at: tap.at,
            by: match device {
                Some(at) if !alone => (at + 1).to_string(),
                _ => String::new(),
            },
            event: tap.body.event.clone(),
        }
    });
    Read {
        records: records.collect(),
        frames: taps.iter().map(|tap| tap.frame.to_vec()).collect(),
        devices,
        faults,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedure::Start;
    use ed25519_dalek::SigningKey;
    use proptest::prelude::*;

    const HERE: WindowId = WindowId([7; 16]);

    /// A device at a counter.
    struct Device {
        key: SigningKey,
        frames: Vec<Vec<u8>>,
    }

    impl Device {
        fn new(seed: u8) -> Self {
            Self {
                key: SigningKey::from_bytes(&[seed; 32]),
                frames: Vec::new(),
            }
        }

        fn taps(&mut self, at: u64, event: Event) {
            let body = Body {
                v: 1,
                window: HERE,
                author: AuthorKey::of(&self.key),
                n: self.frames.len() as u64 + 1,
                before: self.frames.last().map(|frame| Digest::of(frame)),
                at,
                event,
            };
            self.frames
                .push(frame::write_json(Line::Tap, &body, &self.key).unwrap());
        }
    }

    fn file(devices: &[&Device]) -> Vec<u8> {
        let mut plain: Vec<u8> = devices
            .iter()
            .flat_map(|device| device.frames.concat())
            .collect();
        plain.resize(65_536, 0);
        plain
    }

    fn began() -> Event {
        Event::Began(Start::default())
    }

    #[test]
    fn two_devices_that_wrote_at_once_lose_nothing() {
        let (mut first, mut second) = (Device::new(1), Device::new(2));
        first.taps(100, began());
        let kept = file(&[&first]);
        first.taps(160, Event::Danger);
        // Its clock is two minutes behind, and went back besides.
        second.taps(40, Event::Calmed);
        second.taps(30, Event::Withdrew);
        let read_both = read(
            HERE,
            &[&file(&[&first]), &{
                let mut other = kept.clone();
                other.truncate(first.frames[0].len());
                other.extend(second.frames.concat());
                other.resize(65_536, 0);
                other
            }],
        );
        assert_eq!(read_both.faults, []);
        let events: Vec<(&str, &Event)> = read_both
            .records
            .iter()
            .map(|record| (record.by.as_str(), &record.event))
            .collect();
        assert_eq!(
            events,
            [
                ("1", &began()),
                ("2", &Event::Calmed),
                ("2", &Event::Withdrew),
                ("1", &Event::Danger)
            ]
        );
        // In whatever order the files come, and again from what was read.
        let again = file(&[&second, &first]);
        assert_eq!(read(HERE, &[&again, &kept]), read_both);
    }

    #[test]
    fn what_does_not_hold_is_named_and_left_out() {
        let mut device = Device::new(1);
        device.taps(1, began());
        device.taps(2, Event::Danger);
        device.taps(3, Event::Calmed);
        let frames = &device.frames;
        let of = |frames: &[&Vec<u8>]| {
            let plain: Vec<u8> = frames.iter().flat_map(|frame| frame.to_vec()).collect();
            let read = read(HERE, &[&plain]);
            (read.records.len(), read.faults)
        };
        assert_eq!(
            of(&[&frames[0], &frames[2]]),
            (1, vec![TapFault::BrokenChain])
        );
        assert_eq!(of(&[&frames[1]]), (0, vec![TapFault::BrokenChain]));
        let mut bent = frames[1].clone();
        *bent.last_mut().unwrap() ^= 1;
        assert_eq!(of(&[&frames[0], &bent]), (1, vec![TapFault::BadSignature]));
        assert_eq!(
            of(&[&frames[0], &b"rubbish".to_vec()]),
            (1, vec![TapFault::Malformed])
        );
        let mut other = Device::new(1);
        other.taps(1, began());
        other.taps(2, Event::Withdrew);
        assert_eq!(
            of(&[&frames[0], &frames[1], &other.frames[1]]),
            (2, vec![TapFault::Fork])
        );
        let elsewhere = read(WindowId([8; 16]), &[&frames[0]]);
        assert_eq!(elsewhere.faults, [TapFault::WrongWindow]);
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(HERE, &[&bytes]);
            let mut led = Line::Tap.text().as_bytes().to_vec();
            led.extend(bytes);
            let _ = read(HERE, &[&led]);
        }
    }
}
