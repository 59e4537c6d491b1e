//! Throws a connection away that gave back a transaction which is not over.
//!
//! When a commit fails at the disk, SQLite may have rolled back by itself or not, and the driver's count of open
//! transactions no longer agrees with it. On such a connection the next commit only ends a part of the transaction that
//! is still open: its writer is told that it is kept, and with the process it would be gone.

use sea_orm::ConnectOptions;
use sea_orm::sqlx::{Connection, Executor};

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    /// The one that writes.
    Writing,
    /// One of those that read.
    Reading,
}

/// From now on every connection is looked at when it is given back.
pub(super) fn discard(options: &mut ConnectOptions, what: For) {
    options.map_sqlx_sqlite_pool_opts(move |pool| {
        pool.after_release(move |connection, _| {
            Box::pin(async move {
                // No commit of a reader can fail at the disk, and asking costs as much as reading does.
                if what == For::Reading {
                    return Ok(!connection.is_in_transaction());
                }
                // Also lets the driver finish what it was told when the transaction was dropped.
                let open = connection.execute("ROLLBACK").await.is_ok();
                Ok(!open && !connection.is_in_transaction())
            })
        })
    });
}
