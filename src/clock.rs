//! The one source of the present moment.
