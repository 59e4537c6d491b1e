//! Embeds what `ops/web` built.
fn main() {}
