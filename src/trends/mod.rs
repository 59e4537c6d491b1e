//! What HR and the public may see: published releases and nothing else.
