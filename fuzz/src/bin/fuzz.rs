//! The targets under libFuzzer: `SOTOMADO_FUZZ` names which.
#![no_main]
#![allow(
    unsafe_code,
    clippy::panic,
    clippy::expect_used,
    reason = "libFuzzer calls in from C, and a fault is a panic"
)]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sotomado_fuzz::TARGETS;

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let name = std::env::var("SOTOMADO_FUZZ").expect("SOTOMADO_FUZZ names a target");
    let found = TARGETS.iter().find(|(known, _)| *known == name);
    found
        .map(|(_, target)| *target)
        .unwrap_or_else(|| panic!("no target {name}"))
});

fuzz_target!(|bytes: &[u8]| TARGET(bytes));
