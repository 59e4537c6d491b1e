//! Starts the program.

use std::alloc::System;
use std::process::ExitCode;

use zeroizing_alloc::ZeroAlloc;

/// What is given back is wiped first: the door's libraries hold typed words in buffers that nobody else can wipe.
#[global_allocator]
static WIPES: ZeroAlloc<System> = ZeroAlloc(System);

fn main() -> ExitCode {
    sotomado::commands::run()
}
