//! The receipt code: 24 characters, six groups, one check.
