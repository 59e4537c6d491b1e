//! What a city may change without a programmer, read and checked.
