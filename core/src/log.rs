//! Checks all entries of a case against each other.
