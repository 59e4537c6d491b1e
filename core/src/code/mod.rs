//! The receipt code: 24 characters, six groups, one check.

mod short;
mod typed;

use std::fmt;

use zeroize::Zeroize;

pub use short::{ShortCode, ShortFault};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SIZE: usize = 24;
const GROUP: usize = 4;
/// Characters that hands and eyes take for each other, both ways.
const LOOK_ALIKES: [(u8, u8); 8] = [
    (b'8', b'B'),
    (b'5', b'S'),
    (b'2', b'Z'),
    (b'6', b'G'),
    (b'0', b'D'),
    (b'V', b'Y'),
    (b'1', b'T'),
    (b'0', b'Q'),
];

/// How the report of this code was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// In the browser; the code begins with `2`.
    Browser,
    /// By the server, script being off; the code begins with `3`.
    ScriptOff,
    /// No report: the record of an incident at a counter; the code begins with `4`, and no mailbox opens by it.
    Counter,
}

/// A code whose check is right, in its canonical spelling. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

/// What is wrong with a typed code. Groups count from 1 to 6.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeFault {
    #[error("group {group} has a character that no code has")]
    Unknown { group: u8 },
    #[error("a character is missing, in group {group} or before it")]
    Short { group: u8 },
    #[error("there is a character too many, in group {group} or before it")]
    Long { group: u8 },
    /// `groups` are those in which one likely slip would explain it; may be empty.
    #[error("the check is wrong")]
    Check { groups: Vec<u8> },
    #[error("the code is of a version that is not known here")]
    Version,
}

/// Multiplies by α = 2 in GF(32) with x⁵ + x² + 1.
const fn times_alpha(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 0b10_0000 == 0 {
        doubled
    } else {
        (doubled ^ 0b10_0101) & 0b1_1111
    }
}

fn value_of(character: u8) -> Option<u8> {
    let place = ALPHABET.iter().position(|known| *known == character)?;
    u8::try_from(place).ok()
}

fn character_of(value: u8) -> u8 {
    ALPHABET
        .get(usize::from(value & 31))
        .copied()
        .unwrap_or(b'0')
}

/// Σ αⁱ·cᵢ by Horner from the end; `None` at a foreign character.
fn sum(characters: &[u8]) -> Option<u8> {
    characters.iter().rev().try_fold(0, |sum, character| {
        Some(times_alpha(sum) ^ value_of(*character)?)
    })
}

fn group_of(place: usize) -> u8 {
    u8::try_from(place / GROUP + 1).unwrap_or(u8::MAX)
}

impl Code {
    /// Makes a code; of each random byte the lower five bits count.
    #[must_use]
    pub fn make(path: Path, random: &[u8; 22]) -> Self {
        let first = match path {
            Path::Browser => b'2',
            Path::ScriptOff => b'3',
            Path::Counter => b'4',
        };
        let mut characters = vec![first];
        characters.extend(random.iter().map(|value| character_of(*value)));
        let mut check = sum(&characters).unwrap_or(0);
        // c₂₃ = α⁻²³·Σ, and α has order 31.
        for _ in 0..8 {
            check = times_alpha(check);
        }
        characters.push(character_of(check));
        Self(characters.into_iter().map(char::from).collect())
    }

    /// Reads a code as people type it.
    pub fn read(typed: &str) -> Result<Self, CodeFault> {
        let characters = typed::gather(typed)?;
        if sum(&characters) != Some(0) {
            return Err(CodeFault::Check {
                groups: likely_groups(&characters),
            });
        }
        if !known_version(&characters) {
            return Err(CodeFault::Version);
        }
        Ok(Self(characters.into_iter().map(char::from).collect()))
    }

    /// The 24 characters without spaces; the derivations' input.
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.0
    }

    /// Six groups with spaces between, as shown to the reporter.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut shown = String::with_capacity(SIZE + SIZE / GROUP);
        for (place, character) in self.0.chars().enumerate() {
            if place > 0 && place % GROUP == 0 {
                shown.push(' ');
            }
            shown.push(character);
        }
        shown
    }

    /// How the report was sealed.
    #[must_use]
    pub fn path(&self) -> Path {
        match self.0.as_bytes().first() {
            Some(b'3') => Path::ScriptOff,
            Some(b'4') => Path::Counter,
            _ => Path::Browser,
        }
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

fn known_version(characters: &[u8]) -> bool {
    matches!(characters.first(), Some(b'2' | b'3'))
}

/// The groups in which one look-alike or one swap of neighbours would make the code right.
fn likely_groups(characters: &[u8]) -> Vec<u8> {
    let mut groups = Vec::new();
    let right = |tried: &[u8]| sum(tried) == Some(0) && known_version(tried);
    for (place, character) in characters.iter().enumerate() {
        let others = LOOK_ALIKES
            .iter()
            .filter_map(|(one, other)| match character {
                seen if seen == one => Some(*other),
                seen if seen == other => Some(*one),
                _ => None,
            });
        for other in others {
            let mut tried = characters.to_vec();
            if let Some(slot) = tried.get_mut(place) {
                *slot = other;
            }
            if right(&tried) {
                groups.push(group_of(place));
            }
        }
        if place + 1 < characters.len() {
            let mut tried = characters.to_vec();
            tried.swap(place, place + 1);
            if right(&tried) {
                groups.extend([group_of(place), group_of(place + 1)]);
            }
        }
    }
    groups.sort_unstable();
    groups.dedup();
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(random: [u8; 22]) -> Code {
        Code::make(Path::Browser, &random)
    }

    #[test]
    fn reads_as_people_type() {
        let code = Code::make(
            Path::ScriptOff,
            &[
                0, 1, 27, 31, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
            ],
        );
        assert_eq!(code.path(), Path::ScriptOff);
        assert!(code.canonical().starts_with("301VZ"));
        let wide: String = code
            .shown()
            .chars()
            .map(|c| {
                if c == ' ' {
                    '\u{3000}'
                } else {
                    char::from_u32(c as u32 + 0xfee0).unwrap()
                }
            })
            .collect();
        let sloppy = code
            .shown()
            .to_lowercase()
            .replacen('0', "o", 1)
            .replacen('1', "l", 1)
            .replacen('v', "u", 1);
        for typed in [
            code.shown(),
            wide,
            sloppy,
            code.shown().replace(' ', "ー"),
            code.shown().replace(' ', " – "),
        ] {
            assert_eq!(Code::read(&typed), Ok(code.clone()), "{typed}");
        }
        assert_eq!(format!("{code:?}"), "Code(…)");
    }

    #[test]
    fn faults_name_their_group() {
        let good = code([7; 22]).shown();
        assert_eq!(Code::read(""), Err(CodeFault::Short { group: 1 }));
        let mut groups: Vec<String> = good.split(' ').map(str::to_owned).collect();
        groups[2].pop();
        assert_eq!(
            Code::read(&groups.join(" ")),
            Err(CodeFault::Short { group: 3 })
        );
        groups[2].push_str("77");
        assert_eq!(
            Code::read(&groups.join("-")),
            Err(CodeFault::Long { group: 3 })
        );
        groups[2].pop();
        groups[4].replace_range(0..1, "あ");
        assert_eq!(
            Code::read(&groups.join("-")),
            Err(CodeFault::Unknown { group: 5 })
        );
        let bare = good.replace(' ', "");
        assert_eq!(Code::read(&bare[..21]), Err(CodeFault::Short { group: 6 }));
        assert_eq!(
            Code::read(&format!("{bare}あ")),
            Err(CodeFault::Unknown { group: 6 })
        );
        assert_eq!(
            Code::read(&format!("{bare}777777")),
            Err(CodeFault::Long { group: 6 })
        );
        let mut fourth = bare.clone().into_bytes();
        fourth[0] = b'4';
        let shift = value_of(b'2').unwrap() ^ value_of(b'4').unwrap();
        let check =
            (0..8).fold(shift, |value, _| times_alpha(value)) ^ value_of(fourth[23]).unwrap();
        fourth[23] = character_of(check);
        assert_eq!(
            Code::read(std::str::from_utf8(&fourth).unwrap()),
            Err(CodeFault::Version)
        );
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_found(random: [u8; 22], place in 0usize..24, by in 1u8..32) {
            let mut typed = code(random).0.clone().into_bytes();
            typed[place] = character_of(value_of(typed[place]).unwrap() ^ by);
            let found = matches!(Code::read(std::str::from_utf8(&typed).unwrap()), Err(CodeFault::Check { .. }));
            prop_assert!(found);
        }

        #[test]
        fn any_two_swapped_are_found(random: [u8; 22], one in 0usize..24, other in 0usize..24) {
            let mut typed = code(random).0.clone().into_bytes();
            prop_assume!(typed[one] != typed[other]);
            typed.swap(one, other);
            match Code::read(std::str::from_utf8(&typed).unwrap()) {
                Err(CodeFault::Check { groups }) => {
                    prop_assert!(one.abs_diff(other) != 1 || groups.contains(&group_of(one)));
                }
                other => prop_assert!(false, "{other:?}"),
            }
        }

        #[test]
        fn look_alikes_are_named(mut random: [u8; 22], place in 1usize..23, pair in 0..LOOK_ALIKES.len()) {
            let (meant, seen) = LOOK_ALIKES[pair];
            random[place - 1] = value_of(meant).unwrap();
            let mut typed = code(random).0.clone().into_bytes();
            typed[place] = seen;
            match Code::read(std::str::from_utf8(&typed).unwrap()) {
                Err(CodeFault::Check { groups }) => prop_assert!(groups.contains(&group_of(place))),
                other => prop_assert!(false, "{other:?}"),
            }
        }

        #[test]
        fn any_text_never_panics(typed in "\\PC{0,60}") {
            let _ = Code::read(&typed);
        }
    }
}
