//! The program as its people meet it: one binary, the real application with real databases on files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    clippy::too_many_arguments,
    reason = "a test may fail by panicking, may ask the machine's clock, and tells its story in one go"
)]

mod abuse;
mod apart;
mod attached;
mod attached_refused;
mod audit;
mod audit_verify;
mod backup;
mod bad_input;
mod beginning;
mod certified;
mod client;
mod consents;
mod counter;
mod demo;
mod described;
mod doctor;
mod drafts;
mod dump;
mod ended;
mod export;
mod fallen;
mod http;
mod invited;
mod journeys;
mod kept_key;
mod last_days;
mod leaving;
mod logs;
mod mail;
mod new_keys;
mod new_password;
mod older_copy;
mod opened;
mod operator;
mod own;
mod people;
mod phone;
mod plain;
mod plain_faults;
mod plain_file;
mod plain_newkey;
mod promises;
mod refusals;
mod release;
mod release_offline;
mod renewing;
mod resumed;
mod retention;
mod rosters;
mod routes;
mod seized;
mod signed_ends;
mod signing;
mod silence;
mod tellings;
mod trends;
mod vectors;
mod verify;
mod waiting;
mod ways;
mod well_meant;
mod world;
