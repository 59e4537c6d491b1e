//! The page around every page.
