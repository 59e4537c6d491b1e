//! The core as WebAssembly: three exported functions.
