//! What signed texts show to others and nobody has written or looked up yet: a desk works without, so it is no fault, and somebody's to do.

use super::Report;
use crate::app::App;

pub(super) fn look(report: &Report, app: &App) {
    let office = match &app.policies.window.desk {
        None => "window.toml names none: papers, and the pages of whoever is told, show no telephone and no address; write [desk], and sign".to_owned(),
        Some(desk) => {
            let missing = [("telephone", &desk.telephone), ("address", &desk.address)];
            let missing = missing.into_iter().filter(|(_, said)| said.is_none());
            let missing: Vec<&str> = missing.map(|(name, _)| name).collect();
            if missing.is_empty() {
                desk.name.clone()
            } else {
                format!("{}, without {}", desk.name, missing.join(" and "))
            }
        }
    };
    report.good("office of the desk", &office);
    let all = &app.policies.contacts.contacts;
    let doubtful = all.iter().filter(|contact| !contact.verified);
    let doubtful: Vec<&str> = doubtful.map(|contact| contact.id.as_str()).collect();
    let contacts = if doubtful.is_empty() {
        format!("{}, each looked up by somebody", all.len())
    } else {
        format!(
            "{} of {} nobody has called or looked up (verified = false in contacts.toml): {}",
            doubtful.len(),
            all.len(),
            doubtful.join(", ")
        )
    };
    report.good("contacts", &contacts);
}
