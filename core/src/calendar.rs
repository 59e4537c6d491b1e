//! Days, business days and how they are written.
