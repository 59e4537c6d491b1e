//! The one door where errors become answers.
