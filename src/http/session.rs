//! Staff sessions of desk and trends.
