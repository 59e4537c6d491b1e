//! Sealed files: each written once, whole, under a random name.

use std::fs::{self, File, FileTimes, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use crate::chance;
use crate::store::StoreError;

/// 1980-01-01 in seconds: the one time every file bears.
const EPOCH: u64 = 315_532_800;

/// The folder of sealed files, `files/ab/abcd…`.
#[derive(Clone, Debug)]
pub(super) struct Files {
    folder: PathBuf,
}

/// A name under which a file lies.
pub(super) type Name = [u8; 16];

impl Files {
    /// Opens the folder and makes its 256 drawers, so that later only files are new.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        if !folder.join("ff").is_dir() {
            for drawer in 0..=u8::MAX {
                fs::create_dir_all(folder.join(hex::encode([drawer])))?;
            }
            File::open(folder)?.sync_all()?;
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Writes `bytes` to the disk and returns the name; until a row points to it, it is nothing.
    pub(super) async fn keep(&self, bytes: Vec<u8>) -> Result<Name, StoreError> {
        let name = chance::bytes()?;
        let path = self.path(&name);
        on_disk(move || write_once(&path, &bytes)).await?;
        Ok(name)
    }

    /// Reads a file whole.
    pub(super) async fn read(&self, name: Name) -> Result<Vec<u8>, StoreError> {
        let path = self.path(&name);
        Ok(on_disk(move || fs::read(path)).await?)
    }

    /// Destroys a file that no row came to point to, or that no row points to any more.
    pub(super) async fn drop(&self, name: Name) {
        // If it stays, it is a sealed file that nobody finds, until the sweep does.
        let _ = self.destroy(name).await;
    }

    /// Overwrites a file, takes it away, and returns when the folder knows. One that is gone already is no fault.
    pub(super) async fn destroy(&self, name: Name) -> Result<(), StoreError> {
        let path = self.path(&name);
        Ok(on_disk(move || overwrite_and_remove(&path)).await?)
    }

    /// Whether all these lie there.
    pub(super) async fn all_there(&self, names: Vec<Name>) -> Result<(), StoreError> {
        let paths: Vec<PathBuf> = names.iter().map(|name| self.path(name)).collect();
        let missing = on_disk(move || {
            for path in paths {
                if !path.try_exists()? {
                    return Ok(path.file_name().map(ToOwned::to_owned));
                }
            }
            Ok(None)
        });
        match missing.await? {
            Some(name) => Err(StoreError::Missing(name.display().to_string())),
            None => Ok(()),
        }
    }

    /// The names of all files that came, or were last changed, before `then`. What a file says of its last writing is the
    /// same for all; what the file system itself notes cannot be set.
    pub(super) async fn changed_before(&self, then: Timestamp) -> Result<Vec<Name>, StoreError> {
        let folder = self.folder.clone();
        Ok(on_disk(move || {
            let mut names = Vec::new();
            for drawer in fs::read_dir(folder)? {
                let drawer = drawer?.path();
                if !drawer.is_dir() {
                    continue;
                }
                for file in fs::read_dir(drawer)? {
                    let file = file?;
                    let mut name = Name::default();
                    let is_ours =
                        hex::decode_to_slice(file.file_name().as_encoded_bytes(), &mut name);
                    // It may go between the look at the folder and the look at the file.
                    let Ok(about) = file.metadata() else {
                        continue;
                    };
                    if is_ours.is_ok() && about.ctime() < then.as_second() {
                        names.push(name);
                    }
                }
            }
            Ok(names)
        })
        .await?)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn path(&self, name: &Name) -> PathBuf {
        let name = hex::encode(name);
        self.folder
            .join(name.get(..2).unwrap_or_default())
            .join(name)
    }
}

/// Writes a new file that its owner alone may read, and returns when it and its folder are on the disk.
pub(super) fn write_once(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut open = OpenOptions::new();
    open.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
    let mut file = open.open(path)?;
    let written = file.write_all(bytes).and_then(|()| {
        set_the_one_time(&file)?;
        file.sync_all()
    });
    if let Err(error) = written {
        let _ = fs::remove_file(path);
        return Err(error);
    }
    match path.parent() {
        Some(drawer) => File::open(drawer)?.sync_all(),
        None => Ok(()),
    }
}

fn overwrite_and_remove(path: &Path) -> io::Result<()> {
    let mut file = match OpenOptions::new().write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    let length = file.metadata()?.len();
    io::copy(&mut io::repeat(0).take(length), &mut file)?;
    file.sync_all()?;
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    match path.parent() {
        Some(drawer) => File::open(drawer)?.sync_all(),
        None => Ok(()),
    }
}

/// Gives a file the time that every file bears.
pub(super) fn set_the_one_time(file: &File) -> io::Result<()> {
    let then = SystemTime::UNIX_EPOCH + Duration::from_secs(EPOCH);
    file.set_times(FileTimes::new().set_modified(then).set_accessed(then))
}

pub(super) async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}
