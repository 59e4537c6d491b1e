//! A WebP with its pixels, colours and movements, and no other chunk.

const SHOWN: [&[u8]; 5] = [b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ICCP"];
const PIXELS: [&[u8]; 3] = [b"VP8 ", b"VP8L", b"ANMF"];
const IN_FRAME: [&[u8]; 3] = [b"ALPH", b"VP8 ", b"VP8L"];
/// Flags of VP8X: there is Exif, there is XMP.
const TOLD: u8 = 0x08 | 0x04;
/// A frame's own words before its chunks, in bytes.
const FRAME: usize = 16;

struct Chunk<'a> {
    name: &'a [u8],
    /// Length as it is said, without head and filling.
    inside: usize,
    /// Head, inside, filling.
    whole: &'a [u8],
}

/// None if it is not a WebP of whole chunks.
pub(super) fn cut(file: &[u8]) -> Option<Vec<u8>> {
    let inside = file.get(12..number(file, 4)?.checked_add(8)?)?;
    let chunks = chunks(inside)?;
    if !chunks.iter().any(|chunk| PIXELS.contains(&chunk.name)) {
        return None;
    }
    let mut cleaned = b"RIFF\0\0\0\0WEBP".to_vec();
    for chunk in &chunks {
        if SHOWN.contains(&chunk.name) {
            cleaned.extend(chunk.whole);
        } else if chunk.name == b"VP8X" {
            flags(&mut cleaned, chunk);
        } else if chunk.name == b"ANMF" {
            frame(&mut cleaned, chunk)?;
        }
    }
    let size = u32::try_from(cleaned.len().checked_sub(8)?).ok()?;
    cleaned.get_mut(4..8)?.copy_from_slice(&size.to_le_bytes());
    Some(cleaned)
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    usize::try_from(u32::from_le_bytes(*four)).ok()
}

fn chunks(mut rest: &[u8]) -> Option<Vec<Chunk<'_>>> {
    let mut all = Vec::new();
    while !rest.is_empty() {
        let inside = number(rest, 4)?;
        let end = inside.checked_add(8 + inside % 2)?;
        let (whole, next) = rest.split_at_checked(end)?;
        all.push(Chunk {
            name: whole.get(..4)?,
            inside,
            whole,
        });
        rest = next;
    }
    Some(all)
}

fn flags(cleaned: &mut Vec<u8>, chunk: &Chunk<'_>) {
    let told = chunk.whole.get(8).copied().unwrap_or(0);
    if told & TOLD == 0 && chunk.inside == 10 {
        return cleaned.extend(chunk.whole);
    }
    cleaned.extend(b"VP8X");
    cleaned.extend([10, 0, 0, 0, told & !TOLD]);
    cleaned.extend((9..18).map(|at| chunk.whole.get(at).copied().unwrap_or(0)));
}

/// A frame of a moving picture holds chunks of its own.
fn frame(cleaned: &mut Vec<u8>, chunk: &Chunk<'_>) -> Option<()> {
    if chunk.inside < FRAME {
        return None;
    }
    let (head, inside) = chunk.whole.split_at_checked(8 + FRAME)?;
    let all = chunks(inside)?;
    let kept = || all.iter().filter(|one| IN_FRAME.contains(&one.name));
    if kept().count() == all.len() {
        cleaned.extend(chunk.whole);
        return Some(());
    }
    let size = kept().fold(FRAME, |size, one| size + one.whole.len());
    cleaned.extend(head.get(..4)?);
    cleaned.extend(u32::try_from(size).ok()?.to_le_bytes());
    cleaned.extend(head.get(8..)?);
    kept().for_each(|one| cleaned.extend(one.whole));
    Some(())
}
