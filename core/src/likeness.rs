//! Finds reports that say nearly the same, so that a flood can be looked at once instead of a thousand times.
//!
//! A sketch is made where the words are open, and says how alike two texts are without being either of them (minwise
//! hashing over runs of letters). It never leaves the reader's machine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Places of a sketch.
const PLACES: usize = 64;
/// Letters of a run.
const RUN: usize = 4;
/// Two texts are alike if so many places agree: about two thirds of all runs in common.
const ALIKE: usize = 40;
/// Places looked up together. Texts that share two thirds of their runs agree in one of the sixteen all but surely.
const BAND: usize = 4;

/// How a text looks from afar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch(Vec<u32>);

/// Sketches `text`; spelling in full width, case, digits, spaces and signs make no difference.
#[must_use]
pub fn sketch(text: &str) -> Sketch {
    let letters: Vec<char> = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphabetic())
        .collect();
    let mut least = vec![u32::MAX; PLACES];
    let mut take = |run: &[char]| {
        let seed = run.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, c| {
            (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3)
        });
        for (place, least) in (1_u64..).zip(&mut least) {
            *least = (*least).min(mixed(seed ^ mixed64(place)));
        }
    };
    if letters.len() < RUN {
        take(&letters);
    }
    letters.windows(RUN).for_each(&mut take);
    Sketch(least)
}

/// Texts by likeness: each group holds the places in `sketches` of those alike, largest group first, in the order given
/// within. A text alike to none is a group of its own.
#[must_use]
pub fn groups(sketches: &[Sketch]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut bands: BTreeMap<(usize, &[u32]), Vec<usize>> = BTreeMap::new();
    for (at, sketch) in sketches.iter().enumerate() {
        let looked_up = || sketch.0.chunks(BAND).enumerate();
        let near = looked_up().filter_map(|band| bands.get(&band)).flatten();
        let alike = |group: &&usize| {
            let first = groups.get(**group).and_then(|group| group.first());
            first
                .and_then(|first| sketches.get(*first))
                .is_some_and(|first| agree(first, sketch) >= ALIKE)
        };
        let found = near.copied().collect::<std::collections::BTreeSet<_>>();
        if let Some(group) = found
            .iter()
            .find(alike)
            .and_then(|group| groups.get_mut(*group))
        {
            group.push(at);
            continue;
        }
        for band in looked_up() {
            bands.entry(band).or_default().push(groups.len());
        }
        groups.push(vec![at]);
    }
    groups.sort_by_key(|group| (std::cmp::Reverse(group.len()), group.first().copied()));
    groups
}

fn agree(a: &Sketch, b: &Sketch) -> usize {
    a.0.iter().zip(&b.0).filter(|(a, b)| a == b).count()
}

/// Spreads a number over all its bits (the finaliser of SplitMix64); likeness needs no secrecy.
fn mixed64(seed: u64) -> u64 {
    let a = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let b = (a ^ (a >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let c = (b ^ (b >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    c ^ (c >> 31)
}

fn mixed(seed: u64) -> u32 {
    let [a, b, c, d, ..] = mixed64(seed).to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(texts: &[String]) -> Vec<Vec<usize>> {
        groups(&texts.iter().map(|text| sketch(text)).collect::<Vec<_>>())
    }

    #[test]
    fn a_flood_with_small_changes_is_one_group_and_real_reports_stay_apart() {
        let flood = |n: usize| {
            format!(
                "この窓口はむだです。税金のむだ使いをすぐにやめて、担当者は全員あやまってください。{n}回目です！"
            )
        };
        let mut texts: Vec<String> = (0..300).map(flood).collect();
        texts.insert(
            17,
            "支所で窓口をしています。係長に毎日、みんなの前でどなられます。".into(),
        );
        texts.insert(
            170,
            "産休から戻ったら席がなくなっていて、仕事もまわってきません。".into(),
        );
        let sorted = sort(&texts);
        assert_eq!(sorted.iter().map(Vec::len).collect::<Vec<_>>(), [300, 1, 1]);
        assert_eq!(sorted[1..], [vec![17], vec![170]]);
    }

    #[test]
    fn spelling_makes_no_difference() {
        let sorted = sort(&["ＡＢＣ を やめて 123".into(), "abc をやめて。45".into()]);
        assert_eq!(sorted.len(), 1);
    }

    #[test]
    fn short_texts_and_empty_ones_are_sorted_too() {
        assert_eq!(
            sort(&["".into(), "助けて".into(), "！！".into(), "つらい".into()]).len(),
            3
        );
        assert!(sort(&[]).is_empty());
    }

    #[test]
    fn thousands_of_different_texts_take_no_square_of_their_number() {
        let texts: Vec<String> = (0..4_000_u64)
            .map(|n| {
                (0..40)
                    .map(|at| {
                        char::from_u32(
                            0x4e00 + u32::try_from(mixed64(n * 64 + at) % 20_000).unwrap(),
                        )
                        .unwrap()
                    })
                    .collect()
            })
            .collect();
        assert_eq!(sort(&texts).len(), 4_000);
    }
}
