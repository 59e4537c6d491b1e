//! The door: shell, languages, headers, assets, refusals.

pub mod assets;
pub mod attached;
pub mod challenge;
pub mod chunk;
pub mod described;
pub mod described_files;
pub mod given;
pub mod headers;
pub mod json;
pub mod locale;
pub mod place;
pub mod problem;
pub mod refusal;
pub mod reports;
pub mod sealed;
pub mod session;
pub mod shell;
pub mod strict;
pub mod widgets;
