//! Sealed files that come and go in pieces: none of them is ever whole in memory.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use sotomado_core::entry::attached::IdOf;
use sotomado_core::ids::Digest;
use tokio::sync::{OwnedMutexGuard, oneshot};

use crate::store::StoreError;
use crate::store::files::{Files, Name, on_disk, set_the_one_time};
use crate::store::room::leaves_room;
use crate::store::uploads::Piece;

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

/// What was counted of a file while it came, as long as nothing is missing; nothing is known of it at first.
#[derive(Debug, Default)]
pub(super) struct Come(Option<Counted>);

#[derive(Debug)]
struct Counted {
    length: u64,
    id: IdOf,
    head: Vec<u8>,
}

impl Come {
    /// A piece was written behind the first `from` bytes.
    fn add(&mut self, from: u64, bytes: &[u8], sha256: Option<&Digest>) {
        if from == 0 {
            self.0 = Some(Counted {
                length: 0,
                id: IdOf::begin(),
                head: Vec::new(),
            });
        }
        let Some(counted) = self.0.as_mut().filter(|counted| counted.length == from) else {
            self.0 = None;
            return;
        };
        match sha256 {
            Some(sha256) => counted.id.add_counted(bytes, sha256),
            None => counted.id.add(bytes),
        }
        let missing = HEAD - counted.head.len();
        counted.head.extend(bytes.iter().take(missing));
        counted.length += bytes.len() as u64;
    }

    /// Of a file of that length, if all of it was counted.
    pub(super) fn through(&self, length: u64) -> Option<Through> {
        let counted = self.0.as_ref().filter(|counted| counted.length == length)?;
        Some(Through {
            id: counted.id.clone().done(),
            head: counted.head.clone(),
        })
    }
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
    /// not be written whole is taken back. `come` counts them, and is let go with `hold` when they are on the disk, even if
    /// whoever asked waits no longer: the next piece comes over the wire meanwhile, and who waits for its turn finds all
    /// that was acknowledged there, or taken back.
    pub(super) async fn append(
        &self,
        name: Name,
        piece: Piece<impl Send + 'static>,
        mut come: OwnedMutexGuard<Come>,
    ) -> Result<Option<bool>, StoreError> {
        let path = self.path(&name);
        let (tell, told) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            let Piece {
                from,
                bytes,
                sha256,
                hold: _hold,
                ..
            } = piece;
            let file = match append(&path, from, &bytes) {
                Ok(Some(file)) => file,
                other => return tell.send(other.map(|_| false)),
            };
            let heard = tell.send(Ok(true));
            come.add(from, &bytes, sha256.as_ref());
            drop(bytes);
            if file.sync_data().is_err() {
                take_back(&file, from);
                *come = Come::default();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_counted_as_it_comes_and_only_if_nothing_is_missing() {
        let bytes: Vec<u8> = (0..9_u32 << 20)
            .map(|n| (n >> 7).to_le_bytes()[0])
            .collect();
        let (first, rest) = bytes.split_at(1 << 20);
        let (second, third) = rest.split_at(5 << 20);
        let length = bytes.len() as u64;
        let mut come = Come::default();
        assert!(come.through(0).is_none(), "nothing is known after a start");
        come.add(0, first, Some(&Digest::of(first)));
        come.add(1 << 20, second, None);
        assert!(come.through(length).is_none());
        come.add(6 << 20, third, Some(&Digest::of(third)));
        let through = come.through(length).unwrap();
        assert_eq!(
            (through.id, through.head),
            (IdOf::whole(&bytes), bytes[..HEAD].to_vec())
        );

        // A piece that was taken back comes again, or one came before the program was started.
        for from in [6 << 20, 1 << 20] {
            come.add(from, third, None);
            assert!(come.through(length).is_none());
        }
        come.add(0, &bytes, None);
        assert_eq!(come.through(length).unwrap().id, IdOf::whole(&bytes));
    }
}
