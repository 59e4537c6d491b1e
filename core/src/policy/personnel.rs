//! The office that is told nothing here, by whatever name: this desk is there so that nobody has to pass through it.

/// By whatever of its names, without spaces; a personnel commission is another body.
pub const PERSONNEL_NAMES: [&str; 7] = [
    "職員係",
    "職員課",
    "人事課",
    "人事係",
    "しょくいんがかり",
    "personnelsection",
    "humanresources",
];
/// A name may say that it is not that section.
const NOT: [(&str, &str); 2] = [("", "ではない"), ("outsidethe", "")];

/// Whether somebody is called by one of these names; readings over the signs are not looked at.
#[must_use]
pub fn names_personnel(name: &str) -> bool {
    let mut reading = false;
    let close: String = name
        .chars()
        .filter(|c| {
            reading = *c == '《' || reading && *c != '》';
            !reading && !c.is_whitespace() && !['》', '｜'].contains(c)
        })
        .collect();
    let close = close.to_lowercase();
    PERSONNEL_NAMES.iter().any(|of| {
        let other = |rest: String, (before, after): &(&str, &str)| {
            rest.replace(&format!("{before}{of}{after}"), "")
        };
        NOT.iter().fold(close.clone(), other).contains(of)
    })
}

#[cfg(test)]
mod tests {
    use super::names_personnel;

    #[test]
    fn that_office_is_known_by_its_names_and_no_other() {
        for name in [
            "総務人事課 職員係",
            "職員係ではない人事課",
            "人 事 係長",
            "The Personnel Section",
            "Human resources",
            "職員《しょくいん》係《がかり》",
        ] {
            assert!(names_personnel(name), "{name}");
        }
        for name in [
            "所轄の警察署",
            "人事委員会",
            "調査担当（職員係ではない課）",
            "Investigating officer (outside the personnel section)",
        ] {
            assert!(!names_personnel(name), "{name}");
        }
    }
}
