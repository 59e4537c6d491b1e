//! Where the desk itself is reached: nothing until somebody has written it, and then a number that can be dialled.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use sotomado_core::policy::{FILES, Policies, PolicyFault, Window};

/// The shipped policies with this written at the end of `window.toml`.
fn with(desk: &str) -> Result<Window, Vec<PolicyFault>> {
    let read = |name: &str| {
        let path = format!("{}/../policies/{name}", env!("CARGO_MANIFEST_DIR"));
        let mut bytes = std::fs::read(path).expect("file");
        if name == "window.toml" {
            bytes.extend_from_slice(desk.as_bytes());
        }
        (name.to_owned(), bytes)
    };
    let files: Vec<(String, Vec<u8>)> = FILES.iter().map(|name| read(name)).collect();
    Policies::load(&files).map(|policies| policies.window)
}

#[test]
fn an_office_is_named_once_somebody_has_written_it() {
    assert_eq!(with("").unwrap().desk, None);
    let desk = with("\n[desk]\nname = \"窓口\"\ntelephone = \"026-000-0000\"\n");
    let desk = desk.unwrap().desk.unwrap();
    assert_eq!(desk.telephone.as_deref(), Some("026-000-0000"));
    assert_eq!(desk.address, None);
}

#[test]
fn an_office_without_a_name_and_a_number_that_nobody_can_dial_are_refused() {
    for (desk, what) in [
        ("telephone = \"026-000-0000\"", "name"),
        ("name = \"窓口\"\ntelephone = \"内線三番\"", "数字と -"),
        ("name = \"窓口\"\nfax = \"1\"", "fax"),
    ] {
        let faults = with(&format!("\n[desk]\n{desk}\n")).unwrap_err();
        let said = faults.first().unwrap().to_string();
        assert!(said.contains(what), "{said}");
    }
}
