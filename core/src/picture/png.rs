//! A PNG with the chunks that are needed to show it, and no other.

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const SHOWN: [&[u8]; 15] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP",
    b"sBIT", b"bKGD", b"acTL", b"fcTL", b"fdAT",
];

/// None if it is not a PNG from signature to end.
pub(super) fn cut(file: &[u8]) -> Option<Vec<u8>> {
    let mut cleaned = file.strip_prefix(SIGNATURE).map(|_| SIGNATURE.to_vec())?;
    let (mut at, mut pixels) = (SIGNATURE.len(), false);
    loop {
        let rest = file.get(at..)?;
        let (length, name) = (rest.first_chunk::<4>()?, rest.get(4..8)?);
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let whole = rest.get(..length.checked_add(12)?)?;
        if !name.iter().all(u8::is_ascii_alphabetic) || (at == SIGNATURE.len()) != (name == b"IHDR")
        {
            return None;
        }
        let shown = SHOWN.contains(&name);
        // A capital first letter says that nobody can show the picture without it.
        if !shown && name.first().is_some_and(u8::is_ascii_uppercase) {
            return None;
        }
        pixels |= name == b"IDAT";
        if shown || (name == b"pHYs" && is_oblong(whole, length)) {
            cleaned.extend(whole);
        }
        if name == b"IEND" {
            return pixels.then_some(cleaned);
        }
        at += whole.len();
    }
}

/// Pixels that are not square: without this the picture would be stretched. Square ones tell of the screen it was taken
/// from.
fn is_oblong(whole: &[u8], length: usize) -> bool {
    length == 9 && whole.get(8..12) != whole.get(12..16)
}
