//! The one room that speaks to the database; gives and takes plain values.
