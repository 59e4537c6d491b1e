//! `seeds DIR`: writes where fuzzing begins, one file each. `seeds` alone: the names of the targets.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a tool of the tests fails by panicking"
)]

use sotomado_core::ids::Digest;

fn main() {
    let Some(folder) = std::env::args_os().nth(1) else {
        for (name, _) in sotomado_fuzz::TARGETS {
            println!("{name}");
        }
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    std::fs::create_dir_all(&folder).unwrap();
    for bytes in sotomado_fuzz::seeds::all() {
        std::fs::write(folder.join(Digest::of(&bytes).to_string()), bytes).unwrap();
    }
}
