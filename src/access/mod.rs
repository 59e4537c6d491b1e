//! The one authorisation door: who may do what, as a value that the store asks for.
