//! What a file is by its own first bytes, and a picture without what it says of place and device: as `web/files` cuts it.

mod jpeg;
mod png;
mod webp;

/// What a file is, as far as it matters for what it may tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    Webp,
    /// A photograph of another format.
    Photo,
    Film,
    Document,
    Other,
}

/// What was seen in a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Seen {
    pub kind: Kind,
    /// It begins like a picture and is none.
    pub broken: bool,
    /// The picture without place and device; none where there was nothing to cut or nothing could be.
    pub cleaned: Option<Vec<u8>>,
}

/// Looks at a whole file.
#[must_use]
pub fn see(file: &[u8]) -> Seen {
    let kind = kind(file);
    let cut = match kind {
        Kind::Jpeg => jpeg::cut(file),
        Kind::Png => png::cut(file),
        Kind::Webp => webp::cut(file),
        _ => {
            return Seen {
                kind,
                broken: false,
                cleaned: None,
            };
        }
    };
    let broken = cut.is_none();
    let cleaned = cut.filter(|cleaned| cleaned != file);
    Seen {
        kind,
        broken,
        cleaned,
    }
}

const STILL: [&[u8]; 12] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis",
    b"jxl ", b"crx ",
];
const PHOTO: [&[u8]; 6] = [
    b"II*\0",
    b"MM\0*",
    b"II+\0",
    b"MM\0+",
    b"\0\0\0\x0cJXL ",
    b"\xff\n",
];
const FILM: [&[u8]; 5] = [
    b"\x1a\x45\xdf\xa3",
    b"\0\0\x01\xb3",
    b"\0\0\x01\xba",
    b"FLV",
    b"0&\xb2u",
];
const BOXES: [&[u8]; 4] = [b"moov", b"mdat", b"wide", b"free"];
const OFFICE: [&[u8]; 2] = [
    b"[Content_Types].xml",
    b"mimetypeapplication/vnd.oasis.opendocument",
];

fn kind(file: &[u8]) -> Kind {
    let at = |from: usize, text: &[u8]| file.get(from..).is_some_and(|rest| rest.starts_with(text));
    let any = |from: usize, all: &[&[u8]]| all.iter().any(|text| at(from, text));
    if at(0, b"\xff\xd8\xff") {
        Kind::Jpeg
    } else if at(0, b"\x89PNG\r\n\x1a\n") {
        Kind::Png
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        Kind::Webp
    } else if at(4, b"ftyp") {
        if any(8, &STILL) {
            Kind::Photo
        } else {
            Kind::Film
        }
    } else if any(0, &PHOTO) {
        Kind::Photo
    } else if any(0, &FILM) || any(4, &BOXES) || (at(0, b"RIFF") && at(8, b"AVI ")) {
        Kind::Film
    } else if holds(file.get(..1024).unwrap_or(file), b"%PDF-")
        || any(0, &[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"])
        || (at(0, b"PK\x03\x04") && is_office(file))
    {
        Kind::Document
    } else {
        Kind::Other
    }
}

/// A zip whose list of contents is that of an office document. The list stands at its end.
fn is_office(file: &[u8]) -> bool {
    let head = file.get(..4096).unwrap_or(file);
    let tail = file
        .get(file.len().saturating_sub(65_536)..)
        .unwrap_or_default();
    OFFICE
        .iter()
        .any(|mark| holds(head, mark) || holds(tail, mark))
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    /// What the browser's cutter makes of the same files.
    const VECTORS: &str = include_str!("../../../tests/vectors/pictures.json");

    #[test]
    fn what_the_browser_cuts_is_cut() {
        let all: Vec<serde_json::Value> = serde_json::from_str(VECTORS).unwrap();
        assert!(all.len() > 10);
        for one in all {
            let bytes = |key: &str| one[key].as_str().map(|text| STANDARD.decode(text).unwrap());
            let seen = see(&bytes("file").unwrap());
            let name = &one["name"];
            assert_eq!(seen.cleaned, bytes("cleaned"), "{name}");
            assert_eq!(
                format!("{:?}", seen.kind).to_lowercase(),
                one["kind"].as_str().unwrap(),
                "{name}"
            );
            assert_eq!(seen.broken, one["broken"].as_bool().unwrap(), "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_file_makes_it_fall(which in 0_usize..8, cut in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte: u8) {
            let all: Vec<serde_json::Value> = serde_json::from_str(VECTORS).unwrap();
            let mut file = STANDARD.decode(all[which % all.len()]["file"].as_str().unwrap()).unwrap();
            prop_assume!(!file.is_empty());
            let place = at.index(file.len());
            file[place] = byte;
            file.truncate(cut.index(file.len()) + 1);
            let seen = see(&file);
            // What was cut is cut for good.
            if let Some(cleaned) = seen.cleaned {
                prop_assert_eq!(see(&cleaned).cleaned, None);
            }
        }
    }
}
