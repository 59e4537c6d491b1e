//! What the server looks at in sealed files without opening them.

use sotomado::sealing;

/// A header looked at, a length put into its step.
pub fn sealed(bytes: &[u8]) {
    let age = sealing::is_age(bytes);
    assert!(!age || bytes.starts_with(b"age-encryption.org/v1\n"));
    if let Some(bucket) = sealing::entry_bucket(bytes) {
        assert!(bucket.is_multiple_of(4096) && (4096..=65_536).contains(&bucket));
        assert!(
            bytes.len() > bucket as usize,
            "sealing makes nothing shorter"
        );
    }
    assert!(!(sealing::is_key_file_long(bytes) && sealing::entry_bucket(bytes).is_some()));
}
