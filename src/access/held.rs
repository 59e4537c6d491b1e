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
/// So many at once; then the oldest goes.
const AT_ONCE: usize = 64;

struct One {
    window: WindowId,
    since: i64,
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
    /// Holds keys from `now`, in seconds; the token is 64 hex characters.
    ///
    /// # Errors
    /// [`NoChance`] when the operating system has no random bytes.
    pub fn hold(
        &self,
        window: WindowId,
        keys: Arc<Keys>,
        now: i64,
    ) -> Result<Zeroizing<String>, NoChance> {
        let token: [u8; 32] = chance::bytes()?;
        self.wipe(now);
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        while all.len() >= AT_ONCE {
            let oldest = all.iter().min_by_key(|(_, one)| one.since);
            let Some(oldest) = oldest.map(|(token, _)| *token) else {
                break;
            };
            all.remove(&oldest);
        }
        let since = now;
        let one = One {
            window,
            since,
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

    fn keys(seed: u8) -> Arc<Keys> {
        Arc::new(derive::keys(
            &Code::make(Path::ScriptOff, &[seed; 22]),
            &HERE,
        ))
    }

    #[test]
    fn promise_03_keys_are_held_ten_minutes_and_wiped_without_a_visit() {
        let held = Held::default();
        let one = keys(1);
        let watched = Arc::downgrade(&one);
        let token = held.hold(HERE, one, 1000).unwrap();
        assert!(held.keys(&HERE, &token, 1000 + HELD_FOR - 1).is_some());
        assert!(held.keys(&WindowId([2; 16]), &token, 1000).is_none());
        assert_eq!(held.wipe(1000 + HELD_FOR - 1), 1);
        assert_eq!(held.wipe(1000 + HELD_FOR), 0);
        assert!(
            watched.upgrade().is_none(),
            "nobody holds the keys any more"
        );
        let token = held.hold(HERE, keys(1), 1000).unwrap();
        assert_eq!(held.wipe(999), 0, "a clock set back lets go too");
        assert!(held.keys(&HERE, &token, 1000).is_none());
    }

    #[test]
    fn the_oldest_goes_and_whoever_ends_goes_at_once() {
        let held = Held::default();
        let first = held.hold(HERE, keys(1), 1000).unwrap();
        for n in 0..AT_ONCE {
            held.hold(HERE, keys(2), if n < 9 { 1001 } else { 1002 })
                .unwrap();
        }
        assert!(held.keys(&HERE, &first, 1002).is_none());
        assert_eq!(held.wipe(1002), AT_ONCE);
        let last = held.hold(HERE, keys(3), 1002).unwrap();
        held.let_go(&WindowId([2; 16]), &last);
        assert!(held.keys(&HERE, &last, 1002).is_some());
        held.let_go(&HERE, &last);
        assert!(held.keys(&HERE, &last, 1002).is_none());
    }
}
