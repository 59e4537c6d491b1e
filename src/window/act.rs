//! The window's deeds: keep a report, keep entries, open a mailbox.
