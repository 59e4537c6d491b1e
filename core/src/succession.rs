//! From the poster's key to today's.
