//! Pages that show sealed content; maud escapes by construction.

pub mod acts;
pub mod asking;
mod attached;
mod back;
pub mod conversation;
pub mod counter;
pub mod export;
pub mod faults;
pub mod hearing;
pub mod people;
pub mod procedure;
pub mod readers;
pub mod referrals;
pub mod release;
pub mod shown;
mod steps;
pub mod words;
pub mod work;
