//! Ids, digests and keys as hex.
