//! The headers every answer carries.
