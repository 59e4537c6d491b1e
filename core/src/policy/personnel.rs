//! The office that is told nothing here, by whatever name: this desk is there so that nobody has to pass through it.

/// By whatever of its names, in small letters and without spaces.
pub const PERSONNEL_NAMES: [&str; 7] = [
    "職員係",
    "職員課",
    "人事",
    "しょくいんがかり",
    "じんじ",
    "personnel",
    "humanresources",
];
/// What holds such a name and is another body, or says that it is not that one.
pub const NOT_PERSONNEL: [&str; 8] = [
    "人事委員会",
    "じんじいいんかい",
    "personnelcommission",
    "outsidethepersonnelsection",
    "職員係ではない",
    "職員課ではない",
    "人事課ではない",
    "人事係ではない",
];

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
    let without = |rest: String, other: &&str| rest.replace(other, "");
    let rest = NOT_PERSONNEL.iter().fold(close.to_lowercase(), without);
    PERSONNEL_NAMES.iter().any(|of| rest.contains(of))
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
            "総務部人事室",
            "Personnel department",
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
