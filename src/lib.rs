//! sotomado: a window outside the employer. The floor plan of the program; arrows point one way,
//! `main → router → rooms → http → app → {store, sealing, config, clock} → core`.

#![forbid(unsafe_code)]

pub mod access;
pub mod app;
pub mod chance;
pub mod clock;
pub mod commands;
pub mod config;
pub mod desk;
pub mod http;
pub mod mail;
pub mod plain;
pub mod router;
pub mod sealing;
pub mod store;
pub mod trends;
pub mod window;
