//! The one shape: what is read of it and what is refused.

use super::*;
use proptest::prelude::*;

const LINES: [Line; 16] = [
    Line::Entry,
    Line::KeyFile,
    Line::Roster,
    Line::Succession,
    Line::Tap,
    Line::Coding,
    Line::Ledger,
    Line::Release,
    Line::Head,
    Line::Certificate,
    Line::Ending,
    Line::Telling,
    Line::Answer,
    Line::Heard,
    Line::Code,
    Line::Spoken,
];

fn key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

#[test]
fn room_is_what_the_protocol_says() {
    assert_eq!(Line::Entry.room(), 65_451);
    let body = vec![b' '; Line::Entry.room()];
    assert_eq!(write(Line::Entry, &body, &key()).unwrap().len(), ENTRY_MOST);
    let body = vec![b' '; Line::Entry.room() + 1];
    assert_eq!(
        write(Line::Entry, &body, &key()),
        Err(FrameFault::TooLong {
            size: 65_452,
            room: 65_451
        })
    );
}

#[test]
fn each_line_reads_only_itself() {
    for line in LINES {
        let bytes = write(line, b"{}", &key()).unwrap();
        for other in LINES {
            assert_eq!(read(other, &bytes).is_ok(), line == other);
        }
        let frame = read(line, &bytes).unwrap();
        assert_eq!(frame.body(), b"{}");
        assert_eq!(frame.verify(&AuthorKey::of(&key())), Ok(()));
        let stranger = AuthorKey::of(&SigningKey::from_bytes(&[2; 32]));
        assert_eq!(frame.verify(&stranger), Err(FrameFault::BadSignature));
        let mut signers = Signers::default();
        for _ in 0..2 {
            assert_eq!(signers.verify(&frame, &AuthorKey::of(&key())), Ok(()));
            assert_eq!(
                signers.verify(&frame, &stranger),
                Err(FrameFault::BadSignature)
            );
        }
    }
}

#[test]
fn filling_and_size_are_exact() {
    for line in LINES {
        let good = write(line, b"{}", &key()).unwrap();
        let mut longer = good.clone();
        longer.push(0);
        assert!(read(line, &longer).is_err());
        longer.extend_from_slice(&[0; ENTRY_STEP - 1]);
        assert!(read(line, &longer).is_err());
        assert!(read(line, &good[..good.len() - 1]).is_err());
    }
    let mut stained = write(Line::Entry, b"{}", &key()).unwrap();
    *stained.last_mut().unwrap() = 1;
    assert!(read(Line::Entry, &stained).is_err());
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0..LINES.len()) {
        let line = LINES[at];
        let _ = read(line, &bytes);
        let mut led = line.text().as_bytes().to_vec();
        led.extend(bytes);
        let _ = read(line, &led);
    }

    #[test]
    fn any_bent_bit_is_found(text in "[a-z]{0,40}", at in any::<proptest::sample::Index>(), bit in 0u8..8) {
        let mut bytes = write(Line::Roster, text.as_bytes(), &key()).unwrap();
        let place = at.index(bytes.len());
        bytes[place] ^= 1 << bit;
        let good = read(Line::Roster, &bytes).and_then(|frame| frame.verify(&AuthorKey::of(&key())));
        prop_assert!(good.is_err());
    }
}
