//! What a well-meant request to each route sends, so that a wrong person is refused for who they are.

/// What a well-meant request to this route would send.
pub fn body(path: &str, org: &str, case: &str) -> String {
    let text = match path.rsplit('/').next().unwrap() {
        "propose" | "withdraw" | "confirm" => {
            return format!(r#"{{"organisation":"{org}","cases":["{case}"],"word":""}}"#);
        }
        "hold" => return format!(r#"{{"case":"{case}","look":"2027-03-01"}}"#),
        "lift" => return format!(r#"{{"case":"{case}","word":""}}"#),
        "next" => r#"{"day":"2026-12-24"}"#,
        "open" => r#"{"open":true}"#,
        "entries" => r#"{"entries":[]}"#,
        "aside" => r#"{"entries":[],"known":1}"#,
        "remove" => {
            return format!(
                r#"{{"reader":"{}","entries":[],"known":1}}"#,
                "0".repeat(64)
            );
        }
        "uploads" => r#"{"upload":"00112233445566778899aabbccddeeff","length":65736}"#,
        "{upload}" => "piece",
        "keys" => r#"{"keys":[]}"#,
        "key" => r#"{"author":"","recipient":"","file":""}"#,
        "codings" => return format!(r#"{{"organisation":"{org}","files":[]}}"#),
        "releases" => return format!(r#"{{"organisation":"{org}","release":""}}"#),
        "rosters" => return format!(r#"{{"organisation":"{org}","roster":""}}"#),
        "invitations" => {
            return format!(
                r#"{{"digest":"{}","role":"counsellor","name":"","profession":"","appointed_by":"","adviser":""}}"#,
                "1".repeat(64)
            );
        }
        "back" => return format!(r#"{{"digest":"{}","sign_in":"nobody"}}"#, "1".repeat(64)),
        "begin" => {
            return format!(
                r#"{{"secret":"{}","sign_in":"x","password":"nothing at all","name":"x","profession":"","appointed_by":"","adviser":"","organisations":[]}}"#,
                "2".repeat(64)
            );
        }
        "last-day" => r#"{"sign_in":"nobody","ends":null,"password":"nothing"}"#,
        "password" => r#"{"password":"nothing","next":"short"}"#,
        "look" => return format!(r#"{{"secret":"{}"}}"#, "2".repeat(64)),
        "invited" => {
            return format!(
                r#"{{"secret":"{}","sign_in":"nobody","password":"nothing at all"}}"#,
                "2".repeat(64)
            );
        }
        "recovery" => {
            return format!(r#"{{"digest":"{}","password":"nothing"}}"#, "1".repeat(64));
        }
        "return" => r#"{"name":"nobody","password":"nothing","code":"","next":""}"#,
        "successions" => {
            return format!(
                r#"{{"windows":[{{"organisation":"{org}","succession":"","roster":""}}]}}"#
            );
        }
        "signin" => r#"{"name":"nobody","password":"nothing"}"#,
        _ => "",
    };
    text.to_owned()
}
