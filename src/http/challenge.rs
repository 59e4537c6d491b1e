//! Challenges that a mailbox key signs, once each.
