//! Each promise, broken once by one change of a file.

use sotomado_core::policy::{PolicyFault, procedure};

use crate::text;

/// The faults after `from`, wherever it stands behind `behind`, was replaced by `to`.
fn after(name: &str, behind: &str, from: &str, to: &str) -> Vec<PolicyFault> {
    let text = text(name);
    let at = text
        .find(behind)
        .unwrap_or_else(|| panic!("{name} no longer contains {behind}"));
    let (head, tail) = text.split_at(at);
    assert!(
        tail.contains(from),
        "{name} no longer contains {from} behind {behind}"
    );
    procedure(name, &format!("{head}{}", tail.replacen(from, to, 1)))
        .err()
        .unwrap_or_default()
}

/// File, where to look, what stands there, what is put in its place, and what the fault must say.
const MUTANTS: &[(&str, &str, &str, &str, &str)] = &[
    // No dead end.
    (
        "counter",
        "id = \"S9_close\"",
        "[[stage.next]]\nto = \"S10_aftercare\"",
        "",
        "終わりの段",
    ),
    // Every stage reachable.
    (
        "counter",
        "id = \"S5_end_service\"",
        "to = \"S6_leave_order\"",
        "to = \"S9_close\"",
        "「S6_leave_order」へ行く道がありません",
    ),
    // Danger reaches 110 from everywhere.
    (
        "counter",
        "id = \"counter\"",
        "danger = \"S8_police\"",
        "danger = \"S6_leave_order\"",
        "110 番を呼ぶ段",
    ),
    (
        "counter",
        "id = \"S8_police\"",
        "calls = \"110\"",
        "calls = \"0263\"",
        "110 番を呼ぶ段",
    ),
    (
        "police",
        "id = \"P2_called_110\"",
        "calls = \"110\"\n",
        "",
        "110 番を呼ぶ段",
    ),
    // Danger that tells an outsider by itself.
    (
        "police",
        "id = \"P2_called_110\"",
        "calls = \"110\"\n",
        "calls = \"110\"\ntells = \"police\"\n",
        "二人の決定と理由",
    ),
    // Nobody alone tells an outsider.
    (
        "police",
        "to = \"P1_consulted\"",
        "consent = true\n",
        "",
        "いちばん短い道：P0_inside → P1_consulted",
    ),
    (
        "police",
        "to = \"P1_told_in_danger\"",
        "persons = 2\n",
        "",
        "二人の決定と理由",
    ),
    (
        "police",
        "to = \"P1_told_in_danger\"",
        "reason = true\n",
        "",
        "二人の決定と理由",
    ),
    (
        "city",
        "id = \"N0_inside\"",
        "to = \"N2_section\"\nconsent = true\n",
        "to = \"N2_section\"\n",
        "いちばん短い道：N0_inside → N2_section",
    ),
    (
        "city",
        "id = \"N7_called_110\"",
        "persons = 2\nreason = true\n",
        "",
        "二人の決定と理由",
    ),
    (
        "city",
        "id = \"N7_called_110\"",
        "calls = \"110\"\n",
        "",
        "110 番を呼ぶ段",
    ),
    (
        "course",
        "id = \"S7_following\"",
        "staff = 1\n",
        "staff = 1\ntells = \"city\"\n",
        "二人の決定と理由",
    ),
    (
        "course",
        "id = \"S8_called_110\"",
        "calls = \"110\"\n",
        "",
        "110 番を呼ぶ段",
    ),
    (
        "course",
        "id = \"S4_facts\"",
        "to = \"S5_assessed\"",
        "to = \"S6_told\"",
        "「S5_assessed」へ行く道がありません",
    ),
    // No hands.
    (
        "counter",
        "id = \"order_to_leave\"",
        "kind = \"say\"",
        "kind = \"remove\"",
        "体に触れて退去させる",
    ),
    // A channel stays.
    (
        "counter",
        "id = \"S6_leave_order\"",
        "[[stage.channel]]\nname = { ja = \"書面・郵送・電子申請\", ja-yasashii = \"紙《かみ》・郵便《ゆうびん》・インターネット\", en = \"In writing, by post, online\" }\n",
        "",
        "ほかの方法（[[stage.channel]]）がありません",
    ),
    // Nobody is planned to be alone.
    (
        "counter",
        "id = \"S3_request_stop\"",
        "staff = 2",
        "staff = 1",
        "「S3_request_stop」が一人です",
    ),
    // Conditions that cannot be read.
    (
        "counter",
        "id = \"S0_normal\"",
        "\"total >= t_remind\"",
        "\"total > t_remind\"",
        "読めません",
    ),
    (
        "counter",
        "id = \"S0_normal\"",
        "\"total >= t_remind\"",
        "\"total >= t_remnid\"",
        "「t_remnid」は",
    ),
    (
        "counter",
        "id = \"S0_normal\"",
        "\"total >= t_remind\"",
        "\"total\"",
        "分を書いてください",
    ),
    (
        "counter",
        "id = \"S0_normal\"",
        "acts = [\"summarise\"",
        "acts = [\"summarize\"",
        "「summarize」という id がありません",
    ),
    (
        "counter",
        "id = \"t_stalemate\"",
        "value = 30",
        "value = 3",
        "10 から 120 まで",
    ),
];

#[test]
fn each_promise_has_a_mutant_that_breaks_it() {
    let mut wrong = Vec::new();
    for (name, behind, from, to, says) in MUTANTS {
        let faults = after(name, behind, from, to);
        let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
        if !said.iter().any(|said| said.contains(says)) {
            wrong.push(format!("{behind}: {from} → {to}: {said:?}"));
        }
        if faults.iter().any(|fault| fault.line == 0) {
            wrong.push(format!("{behind}: no line: {said:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
