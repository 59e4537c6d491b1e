//! What could be done to a rule by a slip of the hand.

fn without_condition(rule: &str) -> Option<String> {
    let at = rule.find("\nwhen {").or_else(|| rule.find("\nunless {"))?;
    Some(format!("{};\n", &rule[..at]))
}

/// Whatever could be done to one rule.
pub fn mutants(rule: &str) -> Vec<(&'static str, String)> {
    let mut all = vec![("taken away", String::new()), ("turned", turned(rule))];
    let change = |name, from: &str, to: &str| {
        let changed = rule.replace(from, to);
        (changed != rule).then_some((name, changed))
    };
    all.extend(without_condition(rule).map(|mutant| ("without its condition", mutant)));
    all.extend(change(
        "for everybody",
        "principal in Role::\"Reader\"",
        "principal is Person",
    ));
    all.extend(change(
        "for everybody",
        "principal in Role::\"Lead\"",
        "principal is Person",
    ));
    all.extend(change(
        "for everybody",
        "principal in Role::\"HrReader\"",
        "principal is Person",
    ));
    all.extend(change(
        "for everybody",
        "principal is Operator",
        "principal",
    ));
    all.extend(change(
        "for another",
        "Role::\"HrReader\"",
        "Role::\"Reader\"",
    ));
    if let (Some(from), false) = (rule.find("  action"), rule.contains("  action,")) {
        let to = from + rule[from..].find(",\n").unwrap();
        all.push((
            "for every action",
            format!("{}  action{}", &rule[..from], &rule[to..]),
        ));
    }
    all.extend(
        without_one(rule, "action in [", "]", ", ")
            .into_iter()
            .map(|one| ("without an action", one)),
    );
    all.extend(
        without_one(rule, "when {", "}", "&&")
            .into_iter()
            .map(|one| ("without a part", one)),
    );
    all.extend(
        without_one(rule, "unless {", "}", "&&")
            .into_iter()
            .map(|one| ("without a part", one)),
    );
    all
}

/// A rule without each of the parts of a list in turn; brackets hold together what is in them.
fn without_one(rule: &str, from: &str, to: &str, between: &str) -> Vec<String> {
    let (start, list) = match rule.find(from) {
        Some(at) => {
            let start = at + from.len();
            let end = start + rule[start..].find(to).unwrap();
            (start, &rule[start..end])
        }
        None => (0, ""),
    };
    let mut parts = vec![String::new()];
    for piece in list.split(between) {
        let last = parts.last_mut().unwrap();
        if last.is_empty() {
            piece.clone_into(last);
        } else if last.matches('(').count() > last.matches(')').count() {
            last.push_str(between);
            last.push_str(piece);
        } else {
            parts.push(piece.to_owned());
        }
    }
    let length = list.len();
    (0..parts.len())
        .filter(|_| parts.len() > 1)
        .map(|gone| {
            let mut rest = parts.clone();
            rest.remove(gone);
            let (before, after) = (&rule[..start], &rule[start + length..]);
            format!("{before}{}{after}", rest.join(between))
        })
        .collect()
}

fn turned(rule: &str) -> String {
    if rule.contains("permit (") {
        rule.replace("permit (", "forbid (")
    } else {
        rule.replace("forbid (", "permit (")
    }
}
