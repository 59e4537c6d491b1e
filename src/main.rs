//! Starts the program.

use std::process::ExitCode;

fn main() -> ExitCode {
    sotomado::commands::run()
}
