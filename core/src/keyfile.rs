//! How a case identity reaches one reader.
