//! How this works: promises, limits and what the server knows, in plain words.
