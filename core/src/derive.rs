//! From a receipt code to its three keys.
