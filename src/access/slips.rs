//! Slips that forms without script carry: that the page came from here, that its reader agreed, and which code it leads to.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sotomado_core::ids::{Digest, WindowId};
use zeroize::Zeroizing;

use crate::chance::{self, NoChance};

/// How long a slip is good, in seconds: a night's writing.
const GOOD_FOR: i64 = 12 * 3600;

/// How far its reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Was told what this path means.
    Told,
    /// Agreed.
    Agreed,
}

/// A slip that is good.
#[derive(Clone, Debug)]
pub struct Slip {
    /// How far its reader is.
    pub stage: Stage,
    nonce: [u8; 16],
}

/// Makes and reads slips. The key lives in memory: after a restart, people are asked again.
pub struct Slips {
    key: Zeroizing<[u8; 32]>,
}

impl Slips {
    /// # Errors
    /// [`NoChance`] when the operating system has no random bytes.
    pub fn new() -> Result<Self, NoChance> {
        Ok(Self {
            key: Zeroizing::new(chance::bytes()?),
        })
    }

    /// A new slip of `window` at `now`, in seconds; 82 hex characters.
    ///
    /// # Errors
    /// [`NoChance`] when the operating system has no random bytes.
    pub fn issue(&self, window: &WindowId, stage: Stage, now: i64) -> Result<String, NoChance> {
        let nonce: [u8; 16] = chance::bytes()?;
        let mut slip = nonce.to_vec();
        slip.extend_from_slice(&now.saturating_add(GOOD_FOR).to_be_bytes());
        slip.push(match stage {
            Stage::Told => 0,
            Stage::Agreed => 1,
        });
        let seal = self.mac(&[b"slip", window.as_bytes(), &slip]);
        slip.extend(seal.iter().take(16));
        Ok(hex::encode(slip))
    }

    /// What a slip says; nothing if it is not from here, for another window, or too old.
    pub fn read(&self, window: &WindowId, text: &str, now: i64) -> Option<Slip> {
        let bytes: [u8; 41] = hex::decode(text).ok()?.try_into().ok()?;
        let (slip, seal) = bytes.split_first_chunk::<25>()?;
        let expected = self.mac(&[b"slip", window.as_bytes(), slip]);
        let same = expected
            .iter()
            .zip(seal)
            .fold(0, |sum, (a, b)| sum | (a ^ b));
        let (nonce, rest) = slip.split_first_chunk::<16>()?;
        let (until, stage) = rest.split_first_chunk::<8>()?;
        let left = i64::from_be_bytes(*until).checked_sub(now)?;
        if same != 0 || !(0..=GOOD_FOR).contains(&left) {
            return None;
        }
        Some(Slip {
            stage: if stage == [1] {
                Stage::Agreed
            } else {
                Stage::Told
            },
            nonce: *nonce,
        })
    }

    /// The random part of the code to which this slip leads with what was `said`. The same form sent twice leads to the
    /// same code, and so to the same mailbox, which keeps one report; yet nothing is remembered here. A slip alone leads
    /// nowhere: whoever got it first, and let somebody else write under it, does not know the words.
    pub fn chance_of_code(
        &self,
        window: &WindowId,
        slip: &Slip,
        said: &Digest,
    ) -> Zeroizing<[u8; 22]> {
        let bytes = self.mac(&[b"code", window.as_bytes(), &slip.nonce, &said.0]);
        let mut out = Zeroizing::new([0; 22]);
        for (to, from) in out.iter_mut().zip(bytes.iter()) {
            *to = *from;
        }
        out
    }

    fn mac(&self, parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        let mut out = Zeroizing::new([0; 32]);
        // HMAC takes keys of every length; every part but the last has a length of its own kind.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.key.as_slice()) {
            for part in parts {
                mac.update(part);
            }
            for (to, from) in out.iter_mut().zip(mac.finalize().into_bytes()) {
                *to = from;
            }
        }
        out
    }
}

impl Slip {
    /// What tells one form from another.
    pub(super) fn nonce(&self) -> [u8; 16] {
        self.nonce
    }
}

impl std::fmt::Debug for Slips {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Slips")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_good_in_its_time_at_its_window_and_leads_to_one_code() {
        let slips = Slips::new().unwrap();
        let (here, there) = (WindowId([1; 16]), WindowId([2; 16]));
        let text = slips.issue(&here, Stage::Agreed, 1000).unwrap();
        let slip = slips.read(&here, &text, 1000).unwrap();
        assert_eq!(slip.stage, Stage::Agreed);
        assert!(slips.read(&here, &text, 1000 + GOOD_FOR).is_some());
        assert!(slips.read(&here, &text, 1001 + GOOD_FOR).is_none());
        assert!(slips.read(&here, &text, 999).is_none(), "from the future");
        assert!(slips.read(&there, &text, 1000).is_none());
        assert!(Slips::new().unwrap().read(&here, &text, 1000).is_none());
        let told = slips.issue(&here, Stage::Told, 1000).unwrap();
        assert_eq!(slips.read(&here, &told, 1000).unwrap().stage, Stage::Told);
        for place in 0..text.len() {
            let mut bent = text.clone().into_bytes();
            bent[place] = if bent[place] == b'0' { b'1' } else { b'0' };
            let bent = String::from_utf8(bent).unwrap();
            assert!(slips.read(&here, &bent, 1000).is_none(), "{place}");
        }
        let again = slips.read(&here, &text, 2000).unwrap();
        let code = |slip, said| slips.chance_of_code(&here, slip, &Digest::of(said));
        assert_eq!(code(&slip, b"said"), code(&again, b"said"));
        let other = slips.read(&here, &told, 1000).unwrap();
        assert_ne!(code(&slip, b"said"), code(&other, b"said"));
        assert_ne!(code(&slip, b"said"), code(&slip, b"not said"));
    }
}
