//! Keys of mailboxes that the server opened for people without script: few, ten minutes at most, in memory alone.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use sotomado_core::derive::Keys;
use sotomado_core::ids::WindowId;
use zeroize::Zeroizing;

use crate::access::slips::Slip;
use crate::chance::{self, NoChance};

/// How long one is held, in seconds.
pub const HELD_FOR: i64 = 600;
/// So many at once; then one goes of the place that holds most, so that nobody is put out by a crowd elsewhere.
const AT_ONCE: usize = 256;
/// So many of one code: a person has a few pages open, and a code that is opened again and again puts out its own.
const OF_ONE_CODE: usize = 4;

struct One {
    window: WindowId,
    since: i64,
    /// Stands for where it was opened; whoever cannot be told apart is one place.
    place: Option<u64>,
    keys: Arc<Keys>,
    /// Slips whose words were taken.
    taken: HashSet<[u8; 16]>,
}

/// What is held, by random token. Keys wipe themselves when the last who uses them is done.
#[derive(Default)]
pub struct Held {
    all: Mutex<HashMap<[u8; 32], One>>,
}

impl Held {
    /// Holds keys from `now`, in seconds, for somebody at `place`; the token is 64 hex characters.
    ///
    /// # Errors
    /// [`NoChance`] when the operating system has no random bytes.
    pub fn hold(
        &self,
        window: WindowId,
        keys: Arc<Keys>,
        place: Option<u64>,
        now: i64,
    ) -> Result<Zeroizing<String>, NoChance> {
        let token: [u8; 32] = chance::bytes()?;
        self.wipe(now);
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let code = keys.mailbox.verifying_key();
        let same = |one: &One| one.window == window && one.keys.mailbox.verifying_key() == code;
        make_room(&mut all, OF_ONE_CODE, same);
        if all.len() >= AT_ONCE {
            let crowd = most_held(&all);
            make_room(&mut all, 1, |one| Some(one.place) == crowd);
        }
        let one = One {
            window,
            since: now,
            place,
            keys,
            taken: HashSet::new(),
        };
        all.insert(token, one);
        Ok(Zeroizing::new(hex::encode(token)))
    }

    /// The keys of a token at its window, while they are held.
    pub fn keys(&self, window: &WindowId, token: &str, now: i64) -> Option<Arc<Keys>> {
        self.wipe(now);
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let one = all.get(&read(token)?)?;
        (one.window == *window).then(|| one.keys.clone())
    }

    /// Takes a slip's words: true the first time. Loading a page again sends its form again, which must not double.
    pub fn take(&self, token: &str, slip: &Slip) -> bool {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let one = read(token).and_then(|token| all.get_mut(&token));
        one.is_some_and(|one| one.taken.insert(slip.nonce()))
    }

    /// What was taken could not be kept: it may be sent again.
    pub fn give_back(&self, token: &str, slip: &Slip) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(one) = read(token).and_then(|token| all.get_mut(&token)) {
            one.taken.remove(&slip.nonce());
        }
    }

    /// Lets go of one.
    pub fn let_go(&self, window: &WindowId, token: &str) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = read(token)
            && all.get(&token).is_some_and(|one| one.window == *window)
        {
            all.remove(&token);
        }
    }

    /// Lets go of all whose time is over, or whose clock was set back; says how many are left.
    pub fn wipe(&self, now: i64) -> usize {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, one| (0..HELD_FOR).contains(&now.saturating_sub(one.since)));
        all.len()
    }
}

/// If there are `most` of these, the oldest of them goes.
fn make_room(all: &mut HashMap<[u8; 32], One>, most: usize, these: impl Fn(&One) -> bool) {
    let found: Vec<_> = all.iter().filter(|(_, one)| these(one)).collect();
    if found.len() < most {
        return;
    }
    let oldest = found.into_iter().min_by_key(|(_, one)| one.since);
    if let Some(token) = oldest.map(|(token, _)| *token) {
        all.remove(&token);
    }
}

/// The place that holds most.
fn most_held(all: &HashMap<[u8; 32], One>) -> Option<Option<u64>> {
    let mut places: HashMap<Option<u64>, usize> = HashMap::new();
    for one in all.values() {
        *places.entry(one.place).or_default() += 1;
    }
    let most = places.into_iter().max_by_key(|(_, held)| *held);
    most.map(|(place, _)| place)
}

fn read(token: &str) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    hex::decode_to_slice(token, &mut out).ok()?;
    Some(out)
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Held")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sotomado_core::code::{Code, Path};
    use sotomado_core::derive;

    const HERE: WindowId = WindowId([1; 16]);

    /// Of the `n`th code; a letter of a code says five bits.
    fn keys(n: u8) -> Arc<Keys> {
        code(usize::from(n))
    }

    fn code(n: usize) -> Arc<Keys> {
        let mut chance = [9; 22];
        for (place, letter) in chance.iter_mut().take(2).enumerate() {
            *letter = u8::try_from(n >> (5 * place) & 31).unwrap();
        }
        Arc::new(derive::keys(&Code::make(Path::ScriptOff, &chance), &HERE))
    }

    #[test]
    fn promise_03_keys_are_held_ten_minutes_and_wiped_without_a_visit() {
        let held = Held::default();
        let one = keys(1);
        let watched = Arc::downgrade(&one);
        let token = held.hold(HERE, one, None, 1000).unwrap();
        assert!(held.keys(&HERE, &token, 1000 + HELD_FOR - 1).is_some());
        assert!(held.keys(&WindowId([2; 16]), &token, 1000).is_none());
        assert_eq!(held.wipe(1000 + HELD_FOR - 1), 1);
        assert_eq!(held.wipe(1000 + HELD_FOR), 0);
        assert!(
            watched.upgrade().is_none(),
            "nobody holds the keys any more"
        );
        let token = held.hold(HERE, keys(1), None, 1000).unwrap();
        assert_eq!(held.wipe(999), 0, "a clock set back lets go too");
        assert!(held.keys(&HERE, &token, 1000).is_none());
    }

    #[test]
    fn one_code_opened_again_and_again_puts_out_its_own_alone() {
        let held = Held::default();
        let mut others = Vec::new();
        for n in 1..=u8::MAX - 4 {
            others.push(held.hold(HERE, keys(n), Some(7), 1000).unwrap());
        }
        let mut own = Vec::new();
        for _ in 0..64 {
            own.push(held.hold(HERE, keys(0), Some(7), 1001).unwrap());
        }
        for token in &others {
            assert!(held.keys(&HERE, token, 1001).is_some());
        }
        let open = |token: &&Zeroizing<String>| held.keys(&HERE, token, 1001).is_some();
        assert_eq!(own.iter().filter(open).count(), OF_ONE_CODE);
        // The same code at another window is another mailbox.
        let there = WindowId([2; 16]);
        let other = held.hold(there, keys(0), Some(7), 1001).unwrap();
        assert_eq!(own.iter().filter(open).count(), OF_ONE_CODE);
        assert!(held.keys(&there, &other, 1001).is_some());
    }

    #[test]
    fn a_crowd_at_one_place_puts_out_nobody_elsewhere_and_whoever_ends_goes_at_once() {
        let held = Held::default();
        let elsewhere = held.hold(HERE, code(0), Some(1), 1000).unwrap();
        let nowhere = held.hold(HERE, code(1), None, 1000).unwrap();
        for n in 2..2 * AT_ONCE {
            held.hold(HERE, code(n), Some(2), 1001).unwrap();
        }
        assert!(held.keys(&HERE, &elsewhere, 1002).is_some());
        assert!(held.keys(&HERE, &nowhere, 1002).is_some());
        assert_eq!(held.wipe(1002), AT_ONCE);
        let last = held.hold(HERE, keys(3), Some(2), 1002).unwrap();
        assert_eq!(held.wipe(1002), AT_ONCE);
        held.let_go(&WindowId([2; 16]), &last);
        assert!(held.keys(&HERE, &last, 1002).is_some());
        held.let_go(&HERE, &last);
        assert!(held.keys(&HERE, &last, 1002).is_none());
    }
}
