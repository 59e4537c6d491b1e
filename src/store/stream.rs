//! Sealed files that come and go in pieces: none of them is ever whole in memory.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use sotomado_core::entry::attached::IdOf;
use sotomado_core::ids::Digest;
use tokio::sync::oneshot;

use crate::store::StoreError;
use crate::store::files::{Files, Name, on_disk, set_the_one_time};
use crate::store::room::leaves_room;

/// Read at one time, in bytes.
const PIECE: usize = 256 * 1024;
/// Of a file's beginning, what is given along to be looked at, in bytes.
const HEAD: usize = 2048;

/// A sealed file, opened to be given out from its beginning to its end.
#[derive(Debug)]
pub struct Streamed {
    /// At its beginning.
    pub file: tokio::fs::File,
    /// In bytes.
    pub length: u64,
}

/// What was found by reading a file from its beginning to its end.
#[derive(Debug)]
pub(super) struct Through {
    pub(super) id: Digest,
    /// Its first bytes.
    pub(super) head: Vec<u8>,
}

impl Files {
    /// Refuses so many more bytes of a file where words would find no room after them.
    pub(super) async fn leave_room(&self, more: u64) -> Result<(), StoreError> {
        let folder = self.folder().to_owned();
        Ok(on_disk(move || leaves_room(&folder, more)).await?)
    }

    /// How many bytes lie there; none if no such file does.
    pub(super) async fn length(&self, name: Name) -> Result<Option<u64>, StoreError> {
        let path = self.path(&name);
        let found = on_disk(move || std::fs::metadata(path)).await;
        there(found.map(|about| about.len()))
    }

    /// Appends `bytes` if exactly `from` bytes lie there, and returns when they are written; says whether it did. What could
    /// not be written whole is taken back. `hold` is let go when they are on the disk, even if whoever asked waits no
    /// longer: the next piece comes over the wire meanwhile, and who waits for `hold` finds all that was acknowledged there,
    /// or taken back.
    pub(super) async fn append(
        &self,
        name: Name,
        from: u64,
        bytes: Vec<u8>,
        hold: impl Send + 'static,
    ) -> Result<Option<bool>, StoreError> {
        let path = self.path(&name);
        let (tell, told) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            let _hold = hold;
            let file = match append(&path, from, &bytes) {
                Ok(Some(file)) => file,
                other => return tell.send(other.map(|_| false)),
            };
            drop(bytes);
            let heard = tell.send(Ok(true));
            if file.sync_data().is_err() {
                take_back(&file, from);
            }
            heard
        });
        there(told.await.map_err(io::Error::other)?)
    }

    /// Reads a file whole, a piece at a time.
    pub(super) async fn look_through(&self, name: Name) -> Result<Option<Through>, StoreError> {
        let path = self.path(&name);
        let read = on_disk(move || {
            let mut file = File::open(path)?;
            let mut piece = vec![0; PIECE];
            let (mut id, mut head) = (IdOf::begin(), Vec::new());
            loop {
                let got = file.read(&mut piece)?;
                let Some(bytes) = piece.get(..got).filter(|bytes| !bytes.is_empty()) else {
                    break;
                };
                id.add(bytes);
                head.extend(bytes.iter().take(HEAD - head.len()));
            }
            // A program that was killed may have written the last piece without waiting for the disk.
            file.sync_data()?;
            Ok(Through {
                id: id.done(),
                head,
            })
        });
        there(read.await)
    }

    /// Opens a file to be given out.
    pub(super) async fn open_to_give(&self, name: Name) -> Result<Streamed, StoreError> {
        let file = tokio::fs::File::open(self.path(&name)).await?;
        let length = file.metadata().await?.len();
        Ok(Streamed { file, length })
    }
}

/// None if not exactly `from` bytes lie there.
fn append(path: &Path, from: u64, bytes: &[u8]) -> io::Result<Option<File>> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    if file.metadata()?.len() != from {
        return Ok(None);
    }
    file.seek(SeekFrom::End(0))?;
    let written = file.write_all(bytes).and_then(|()| set_the_one_time(&file));
    match written {
        Ok(()) => Ok(Some(file)),
        Err(error) => {
            take_back(&file, from);
            Err(error)
        }
    }
}

fn take_back(file: &File, to: u64) {
    let _ = file.set_len(to).and_then(|()| set_the_one_time(file));
}

/// A file that is not there is an answer, not a fault.
fn there<T>(found: io::Result<T>) -> Result<Option<T>, StoreError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}
