//! Who may read, signed by the desk.
