//! The key that closes days of the audit chain: one file in the data folder, made once.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use sea_orm::{DatabaseConnection, EntityTrait};
use zeroize::Zeroizing;

use crate::chance;
use crate::store::StoreError;
use crate::store::files::write_once;
use crate::store::row::audit;

/// 64 hex characters and a line end.
pub(super) const FILE: &str = "audit.key";

/// Reads the key; makes it if nothing was recorded yet. A chain whose key is gone stays open: with another key it would look
/// forged, so the old file must be put back.
pub(super) async fn key(
    folder: &Path,
    db: &DatabaseConnection,
) -> Result<Option<Arc<SigningKey>>, StoreError> {
    if let Some(key) = read(folder)? {
        return Ok(Some(Arc::new(key)));
    }
    if audit::Entity::find().one(db).await?.is_some() {
        return Ok(None);
    }
    make(folder)?;
    Ok(read(folder)?.map(Arc::new))
}

fn read(folder: &Path) -> Result<Option<SigningKey>, StoreError> {
    let text = match fs::read_to_string(folder.join(FILE)) {
        Ok(text) => Zeroizing::new(text),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut seed = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text.trim_end(), seed.as_mut_slice())
        .map_err(|_| StoreError::Bent("audit.key"))?;
    Ok(Some(SigningKey::from_bytes(&seed)))
}

/// Whole or not at all, and never over another: two programs may start at once.
fn make(folder: &Path) -> Result<(), StoreError> {
    let seed = Zeroizing::new(chance::bytes::<32>()?);
    let text = Zeroizing::new(hex::encode(seed.as_slice()) + "\n");
    let fresh = folder.join(format!("{FILE}-{}", hex::encode(chance::bytes::<8>()?)));
    write_once(&fresh, text.as_bytes())?;
    let linked = fs::hard_link(&fresh, folder.join(FILE));
    fs::remove_file(&fresh)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
        _ => {}
    }
    Ok(fs::File::open(folder)?.sync_all()?)
}
