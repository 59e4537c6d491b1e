//! The short code that is given beside a link: twelve characters that can be read out on a telephone.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroize;

use super::typed::{read_as, separates};
use super::{ALPHABET, GROUP, character_of, sum, times_alpha};

const SIZE: usize = 12;

/// Eleven random characters, 55 bits, and a check. Alone it opens nothing: it needs the link; and whoever has the link alone cannot try
/// them all, whatever brakes there are. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct ShortCode(String);

/// What is wrong with a short code as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShortFault {
    #[error("a character that no code has")]
    Unknown,
    #[error("not twelve characters")]
    Length,
    #[error("the check is wrong")]
    Check,
}

impl ShortCode {
    /// Makes a code; of each random byte the lower five bits count.
    #[must_use]
    pub fn make(random: &[u8; 11]) -> Self {
        let mut characters: Vec<u8> = random.iter().map(|value| character_of(*value)).collect();
        let mut check = sum(&characters).unwrap_or(0);
        // c₁₁ = α⁻¹¹·Σ, and α has order 31.
        for _ in 0..20 {
            check = times_alpha(check);
        }
        characters.push(character_of(check));
        Self(characters.into_iter().map(char::from).collect())
    }

    /// Reads a code as people type it.
    pub fn read(typed: &str) -> Result<Self, ShortFault> {
        let plain: String = typed
            .nfkc()
            .flat_map(char::to_uppercase)
            .map(read_as)
            .filter(|character| !separates(*character))
            .collect();
        if !plain.bytes().all(|character| ALPHABET.contains(&character)) {
            return Err(ShortFault::Unknown);
        }
        if plain.len() != SIZE {
            return Err(ShortFault::Length);
        }
        if sum(plain.as_bytes()) == Some(0) {
            Ok(Self(plain))
        } else {
            Err(ShortFault::Check)
        }
    }

    /// The twelve characters without a space; the derivations' input.
    #[must_use]
    pub fn canonical(&self) -> &str {
        &self.0
    }

    /// Three groups with spaces between.
    #[must_use]
    pub fn shown(&self) -> String {
        let (one, rest) = self.0.split_at(GROUP);
        let (other, last) = rest.split_at(GROUP);
        format!("{one} {other} {last}")
    }
}

impl Drop for ShortCode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for ShortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShortCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_character_and_two_swapped_are_found() {
        let code = ShortCode::make(&[0, 31, 7, 12, 27, 3, 9, 30, 1, 16, 22]);
        assert_eq!(ShortCode::read(&code.shown()), Ok(code.clone()));
        let letters: Vec<char> = code.canonical().chars().collect();
        for place in 0..SIZE {
            for other in ALPHABET.iter().map(|byte| char::from(*byte)) {
                let mut bent = letters.clone();
                bent[place] = other;
                let bent: String = bent.into_iter().collect();
                assert_eq!(ShortCode::read(&bent).is_ok(), bent == code.canonical());
            }
            let mut bent = letters.clone();
            bent.swap(place, (place + 1) % SIZE);
            let bent: String = bent.into_iter().collect();
            assert_eq!(ShortCode::read(&bent).is_ok(), bent == code.canonical());
        }
        assert_eq!(ShortCode::read("あ123 4567 89AB"), Err(ShortFault::Unknown));
        assert_eq!(ShortCode::read("123 4567"), Err(ShortFault::Length));
        assert_eq!(format!("{code:?}"), "ShortCode(…)");
    }
}
