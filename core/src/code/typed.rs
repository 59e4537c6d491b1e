//! A code as people type it, made 24 characters.

use unicode_normalization::UnicodeNormalization;

use super::{CodeFault, GROUP, SIZE, group_of, value_of};

/// The 24 characters of the alphabet, or what keeps them from being so.
pub(super) fn gather(typed: &str) -> Result<Vec<u8>, CodeFault> {
    let plain: String = typed
        .nfkc()
        .flat_map(char::to_uppercase)
        .map(read_as)
        .collect();
    let groups: Vec<&str> = plain
        .split(separates)
        .filter(|group| !group.is_empty())
        .collect();
    let mut characters = Vec::with_capacity(SIZE);
    for character in groups.iter().flat_map(|group| group.chars()) {
        let known = u8::try_from(character)
            .ok()
            .filter(|known| value_of(*known).is_some());
        // Far past the end it is not a slip in the last group, but "too long".
        if characters.len() > SIZE {
            break;
        }
        characters.push(known.ok_or(CodeFault::Unknown {
            group: group_of(characters.len().min(SIZE - 1)),
        })?);
    }
    if characters.len() == SIZE {
        return Ok(characters);
    }
    let long = characters.len() > SIZE;
    let odd = |group: &&str| {
        if long {
            group.chars().count() > GROUP
        } else {
            group.chars().count() < GROUP
        }
    };
    // Without spaces nobody can say where the slip is: the group is the one where the code ends.
    let end = if long { 6 } else { group_of(characters.len()) };
    let spaced = groups.len() > 1;
    let place = groups
        .iter()
        .position(odd)
        .filter(|place| spaced && *place < SIZE / GROUP);
    let group = place.map_or(end, |place| group_of(place * GROUP));
    Err(if long {
        CodeFault::Long { group }
    } else {
        CodeFault::Short { group }
    })
}

/// Unicode `White_Space` and `Dash_Punctuation`, and what keyboards and copying give in their stead.
pub(super) fn separates(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '-' | '\u{58a}' | '\u{5be}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
                ..='\u{2015}'
                    | '\u{2e17}'
                    | '\u{2e1a}'
                    | '\u{2e3a}'
                    | '\u{2e3b}'
                    | '\u{2e40}'
                    | '\u{2e5d}'
                    | '\u{301c}'
                    | '\u{3030}'
                    | '\u{30a0}'
                    | '\u{fe31}'
                    | '\u{fe32}'
                    | '\u{fe58}'
                    | '\u{10d6e}'
                    | '\u{10ead}'
        )
        || matches!(
            character,
            '_' | '\u{ad}' | '\u{200b}'
                ..='\u{200f}'
                    | '\u{2043}'
                    | '\u{2060}'
                    | '\u{2212}'
                    | '\u{2500}'
                    | '\u{30fc}'
                    | '\u{feff}'
        )
}

pub(super) const fn read_as(character: char) -> char {
    match character {
        'O' => '0',
        'I' | 'L' => '1',
        'U' => 'V',
        other => other,
    }
}
