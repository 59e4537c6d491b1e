//! Pictures, cut as the browser cuts them.

use sotomado_core::picture;

/// What was cut once has nothing more to cut, and is still the same kind of picture.
pub fn picture(bytes: &[u8]) {
    let seen = picture::see(bytes);
    let Some(cleaned) = seen.cleaned else { return };
    assert!(!seen.broken && cleaned != bytes);
    let again = picture::see(&cleaned);
    assert_eq!(again.kind, seen.kind);
    assert!(!again.broken, "a whole picture became none");
    assert_eq!(again.cleaned, None, "something was left");
}
