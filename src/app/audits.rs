//! Looks at the whole audit chain.

use sotomado_core::audit::{Head, Seen, verify};

use crate::access::Permit;
use crate::store::{Store, StoreError};

/// What is seen of the chain of `store`, beside the heads that are held outside. A chain of years is some thousand signatures:
/// it is looked at on a thread of its own.
///
/// # Errors
/// [`StoreError`]
pub async fn look_at_audit(
    store: &Store,
    permit: &Permit,
    held: Vec<Head>,
) -> Result<Seen, StoreError> {
    let (links, key) = (store.audit(permit).await?, store.audit_key());
    let seen = tokio::task::spawn_blocking(move || verify(&links, key, &held)).await;
    seen.map_err(|error| StoreError::Files(std::io::Error::other(error)))
}
