//! Words about the end of cases.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sotomado_core::calendar::Day;
use sotomado_core::ending::{Deed, Ending};
use sotomado_core::ids::CaseId;

use crate::world::{WINDOW, author, key};
use crate::{agree, b64};

#[test]
fn endings() {
    let day = Day::new(2032, 4, 2).unwrap();
    let deeds = [
        ("propose-destruction", Deed::ProposeDestruction, 3),
        ("confirm-destruction", Deed::ConfirmDestruction, 3),
        ("propose-lifting", Deed::ProposeLifting, 1),
        ("confirm-lifting", Deed::ConfirmLifting, 1),
    ];
    let vectors: Vec<Value> = deeds
        .into_iter()
        .map(|(name, deed, count)| {
            let cases: BTreeSet<CaseId> = (1..=count).map(|n| CaseId([n; 16])).collect();
            let frame = Ending::sign(WINDOW, deed, &cases, day, &key(11)).unwrap();
            assert!(Ending::read(&frame).unwrap().is_about(&cases));
            json!({"deed": name, "cases": cases, "frame": b64(&frame)})
        })
        .collect();
    agree(
        "endings",
        &json!({"window": WINDOW, "seed": hex::encode(key(11).to_bytes()), "key": author(11), "day": day, "endings": vectors}),
    );
}
