//! A JPEG without what it says of place, device and history: its pixels, how they turn, and their colours stay.

/// Length of a JFIF segment without its small picture, and of an Adobe segment, in bytes.
const JFIF: usize = 18;
const ADOBE: usize = 16;
const ORIENTATION: u16 = 0x0112;

#[derive(Default)]
struct Found {
    jfif: Option<Vec<u8>>,
    /// 1 to 8; 0 while nothing says how the picture turns.
    turn: u8,
    rest: Vec<u8>,
    frame: bool,
    scan: bool,
}

/// None if it is not a JPEG from its first to its last mark.
pub(super) fn cut(file: &[u8]) -> Option<Vec<u8>> {
    file.strip_prefix(b"\xff\xd8")?;
    let (mut found, mut at) = (Found::default(), 2);
    loop {
        let rest = file.get(at..)?;
        let [0xff, mark] = *rest.first_chunk::<2>()? else {
            return None;
        };
        match mark {
            // Any number of these may stand before a mark; they may also carry a message.
            0xff => at += 1,
            0xd9 => {
                found.rest.extend([0xff, 0xd9]);
                return (found.frame && found.scan).then(|| found.in_order());
            }
            _ => {
                let length = rest.get(2..)?.first_chunk::<2>()?;
                let whole = rest.get(..usize::from(u16::from_be_bytes(*length)) + 2)?;
                if whole.len() < 4 {
                    return None;
                }
                at += found.segment(mark, whole, rest)?;
            }
        }
    }
}

impl Found {
    /// How long the segment is, with the pixels behind it.
    fn segment(&mut self, mark: u8, whole: &[u8], rest: &[u8]) -> Option<usize> {
        match mark {
            0xda => {
                let end = scan_end(rest, whole.len())?;
                self.scan = true;
                self.rest.extend(rest.get(..end)?);
                return Some(end);
            }
            0xe0..=0xef | 0xfe => self.application(mark, whole)?,
            0xc0..=0xc7 | 0xc9..=0xcf | 0xdb..=0xdf => {
                self.frame |= mark < 0xd0 && !matches!(mark, 0xc4 | 0xcc);
                self.rest.extend(whole);
            }
            _ => return None,
        }
        Some(whole.len())
    }

    fn application(&mut self, mark: u8, whole: &[u8]) -> Option<()> {
        let said = whole.get(4..)?;
        match mark {
            // Its small copy of the picture may show what was cropped away.
            0xe0 if said.starts_with(b"JFIF\0") && whole.len() >= JFIF && self.jfif.is_none() => {
                let mut bare = vec![0xff, 0xe0, 0, 16];
                bare.extend(whole.get(4..16)?);
                bare.extend([0, 0]);
                self.jfif = Some(bare);
            }
            0xe1 if said.starts_with(b"Exif\0\0") && self.turn <= 1 => {
                self.turn = orientation(said.get(6..)?).unwrap_or(1);
            }
            0xe2 if said.starts_with(b"ICC_PROFILE\0") => self.rest.extend(whole),
            0xee if said.starts_with(b"Adobe") && whole.len() >= ADOBE => {
                self.rest.extend([0xff, 0xee, 0, 14]);
                self.rest.extend(whole.get(4..ADOBE)?);
            }
            _ => {}
        }
        Some(())
    }

    fn in_order(self) -> Vec<u8> {
        let mut all = vec![0xff, 0xd8];
        all.extend(self.jfif.unwrap_or_default());
        if self.turn > 1 {
            // A segment that says how the picture turns, and nothing else.
            all.extend(b"\xff\xe1\0\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
            all.push(self.turn);
            all.extend([0; 6]);
        }
        all.extend(self.rest);
        all
    }
}

/// Where the mark after the coded pixels stands; none if there is none.
fn scan_end(bytes: &[u8], from: usize) -> Option<usize> {
    let coded = bytes.get(from..)?;
    let is_mark =
        |pair: &[u8]| matches!(pair, [0xff, mark] if !matches!(mark, 0 | 0xff | 0xd0..=0xd7));
    coded.windows(2).position(is_mark).map(|place| from + place)
}

/// 1 to 8 as Exif says it.
fn orientation(tiff: &[u8]) -> Option<u8> {
    let little = tiff.starts_with(b"II");
    let two = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk::<2>()?;
        Some(if little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let four = |at: usize| {
        let (one, other) = (u32::from(two(at)?), u32::from(two(at + 2)?));
        Some(if little {
            other << 16 | one
        } else {
            one << 16 | other
        })
    };
    if tiff.len() < 14 {
        return None;
    }
    let from = usize::try_from(four(4)?).ok()?;
    let entries = usize::from(two(from)?);
    let mut all = (0..entries).map_while(|n| {
        let at = from.checked_add(2 + n * 12)?;
        tiff.get(at..at.checked_add(12)?)?;
        Some(at)
    });
    let at = all.find(|at| two(*at) == Some(ORIENTATION))?;
    two(at + 8)
        .and_then(|turn| u8::try_from(turn).ok())
        .filter(|turn| (1..=8).contains(turn))
}
