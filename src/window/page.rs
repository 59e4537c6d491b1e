//! The window's pages: values in, markup out.
