//! The pure core: what is true whatever the web and the database do. No clock, no chance, no input or output.

#![forbid(unsafe_code)]

pub mod audit;
pub mod calendar;
pub mod certificate;
pub mod code;
pub mod coding;
pub mod derive;
pub mod disclosure;
pub mod door;
pub mod ended;
pub mod ending;
pub mod entry;
pub mod frame;
pub mod handing;
pub mod heard;
pub mod ids;
pub mod json;
pub mod keyfile;
pub mod ledger;
pub mod likeness;
pub mod log;
pub mod normalise;
pub mod page;
pub mod picture;
pub mod policy;
pub mod procedure;
pub mod release;
pub mod renewal;
pub mod report;
pub mod roster;
pub mod spoken;
pub mod succession;
pub mod tap;
pub mod telling;
pub mod time;
pub mod work;
