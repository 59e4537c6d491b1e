//! What the core finds wrong with a case as a reader opened it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use sotomado_core::entry::Log;
use sotomado_core::ids::Digest;
use sotomado_core::log;
use sotomado_core::log::LogInput;
use sotomado_core::log::LogView;
use sotomado_core::log::Opened;
use sotomado_core::roster::Roster;

use crate::client;
use crate::people::OpenCase;
use crate::world::World;

impl World {
    /// The core's own reading of the case.
    pub async fn view(&self, case: &OpenCase) -> LogView {
        let window = self
            .app
            .windows
            .iter()
            .find(|window| window.id.to_string() == case.place.window)
            .unwrap();
        let frames = self.app.store.rosters(window.id).await.unwrap();
        let rosters: Vec<Roster> = frames
            .iter()
            .map(|kept| Roster::read(&kept.frame).unwrap())
            .collect();
        let plain: Vec<Vec<u8>> = case
            .entries
            .iter()
            .map(|entry| client::unb64(entry["plain"].as_str().unwrap()))
            .collect();
        let id = |text: &serde_json::Value| -> Digest { text.as_str().unwrap().parse().unwrap() };
        let opened: Vec<Opened<'_>> = case
            .entries
            .iter()
            .zip(&plain)
            .map(|(entry, plain)| Opened {
                id: id(&entry["id"]),
                digest: id(&entry["digest"]),
                log: if entry["log"] == "case" {
                    Log::Case
                } else {
                    Log::Desk
                },
                day: None,
                plain: Some(plain),
            })
            .collect();
        log::verify(&LogInput {
            window: window.id,
            case: case.place.case.parse().unwrap(),
            reporter: None,
            rosters: &rosters,
            left_out: &[],
            entries: &opened,
        })
    }

    /// The codes of what is wrong, by entry; what is sound does not stand here.
    pub async fn faults(&self, case: &OpenCase) -> BTreeMap<String, BTreeSet<&'static str>> {
        let view = self.view(case).await;
        view.entries
            .iter()
            .filter(|entry| !entry.is_sound())
            .map(|entry| {
                (
                    entry.id.to_string(),
                    entry.faults.iter().map(|fault| fault.code()).collect(),
                )
            })
            .collect()
    }
}
