//! A policy file that is wrong is named with its line and with what to do, all faults at once.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use sotomado_core::calendar::{Day, day_in, day_ja, day_of_year_in, fiscal_year_ja, hour_in};
use sotomado_core::policy::{FILES, Lang, Policies, PolicyFault};

const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies");

fn files() -> Vec<(String, Vec<u8>)> {
    FILES
        .iter()
        .map(|name| {
            (
                (*name).to_owned(),
                std::fs::read(format!("{DIRECTORY}/{name}")).expect("file"),
            )
        })
        .collect()
}

/// The faults after `from` was replaced by `to` in that file.
fn after(file: &str, from: &str, to: &str) -> Vec<PolicyFault> {
    let mut files = files();
    let (_, bytes) = files
        .iter_mut()
        .find(|(name, _)| name == file)
        .expect("the file");
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    assert!(text.contains(from), "{file} no longer contains {from}");
    *bytes = text.replacen(from, to, 1).into_bytes();
    Policies::load(&files).err().unwrap_or_default()
}

/// File, what stands in it, what is put in its place, and what the fault must say.
const FAULTS: &[(&str, &str, &str, &str)] = &[
    (
        "routes.toml",
        "id = \"investigator\"",
        "id = \"personnel\"",
        "職員係には伝えません",
    ),
    (
        "routes.toml",
        "ja = \"副市長\"",
        "ja = \"総務人事課職員係長\"",
        "職員係には伝えません",
    ),
    (
        "routes.toml",
        "to = [\"auditor\", \"fairness\"]",
        "to = [\"auditor\", \"deputy_mayor\"]",
        "指図を受ける役です",
    ),
    (
        "routes.toml",
        "to = [\"auditor\", \"fairness\"]",
        "to = [\"auditor\", \"mayor\"]",
        "本人かもしれない役です",
    ),
    (
        "routes.toml",
        "to = [\"auditor\", \"fairness\"]",
        "to = [\"auditor\", \"auditor\"]",
        "二つ以上の役",
    ),
    (
        "routes.toml",
        "to = [\"auditor\", \"fairness\"]",
        "to = [\"auditor\", \"nobody\"]",
        "「nobody」という [[recipient]] がありません",
    ),
    (
        "routes.toml",
        "under = [\"mayor\"]",
        "under = [\"mayer\"]",
        "「mayer」という [[route]] がありません",
    ),
    (
        "procedures/city.toml",
        "to = \"N1_outline\"\nconsent = true",
        "to = \"N1_outline\"",
        "外の人に伝わります",
    ),
    (
        "disclosure.toml",
        "others_known = 3",
        "others_known = 2",
        "3 から 6 まで",
    ),
    ("disclosure.toml", "k = 10", "k = 9", "10 から"),
    (
        "disclosure.toml",
        "k = 10",
        "k = 30",
        "「k_sensitive」は「k」以上",
    ),
    (
        "taxonomy.toml",
        "id = \"sexual\"",
        "id = \"power\"",
        "id「power」が二つあります",
    ),
    (
        "procedures/rooms.toml",
        "verified = false",
        "verified = true",
        "address（電話で言う住所）と [[room.telephone]]",
    ),
    (
        "procedures/rooms.toml",
        "verified = false",
        "[[room.telephone]]\nname = { ja = \"黒\", ja-yasashii = \"くろ\", en = \"black\" }",
        "「reaches_110」を書いてください",
    ),
    (
        "procedures/rooms.toml",
        "kept_days = 30",
        "kept_days = 300",
        "1 から 90 まで",
    ),
    (
        "intake.toml",
        "kind = \"many\"",
        "kind = \"meny\"",
        "one、many、text、month",
    ),
    (
        "intake.toml",
        "kind = \"many\"",
        "kind = \"many\"\nrequired = true",
        "必ず答える質問は作れません",
    ),
    (
        "intake.toml",
        "kind = \"many\"",
        "kind = \"many\"\ncolour = 1",
        "「colour」という項目はありません",
    ),
    (
        "intake.toml",
        "id = \"unknown\"",
        "id = \"dunno\"",
        "unknown",
    ),
    (
        "intake.toml",
        "id = \"since\"",
        "id = \"going\"",
        "二つあります",
    ),
    (
        "intake.toml",
        "id = \"since\"",
        "id = \"words\"",
        "初めからあります",
    ),
    (
        "intake.toml",
        "id = \"sexual\"",
        "id = \"power\"",
        "id「power」が二つあります",
    ),
    (
        "intake.toml",
        ", en = \"Since about when?\"",
        "",
        "en の文がありません",
    ),
    (
        "intake.toml",
        "en = \"Since about when?\"",
        "en = \" \"",
        "空です",
    ),
    (
        "intake.toml",
        "始《はじ》まり",
        "始《hazi》まり",
        "ふりがな",
    ),
    (
        "intake.toml",
        "ja = \"いつごろから",
        "ja = \"いつ《いつ》ごろから",
        "《 》を書けません",
    ),
    (
        "consent.toml",
        "default = \"C0_listen\"",
        "default = \"C4_investigate\"",
        "変えられません",
    ),
    (
        "consent.toml",
        "id = \"C0_listen\"",
        "id = \"C9_tell\"",
        "最初の段",
    ),
    (
        "contacts.toml",
        "as_of = \"2026-11-24\"\n",
        "",
        "「as_of」がありません",
    ),
    (
        "contacts.toml",
        "as_of = \"2026-11-24\"",
        "as_of = \"2026-11-31\"",
        "日が読めません",
    ),
    (
        "contacts.toml",
        "tel = \"0120-279-338\"",
        "tel = \"よりそい\"",
        "半角",
    ),
    ("contacts.toml", "tel = \"110\"", "tel = \"1100\"", "110 番"),
    (
        "contacts.toml",
        "days = [\"mon\", \"tue\"",
        "days = [\"getsu\", \"tue\"",
        "mon tue",
    ),
    (
        "contacts.toml",
        "from = \"08:30\"",
        "from = \"8:30\"",
        "09:00",
    ),
    ("hours.toml", "hour = 17", "hour = 3", "読む人がいない平日"),
    (
        "hours.toml",
        "business_days = 3",
        "business_days = 0",
        "1 から 10",
    ),
    (
        "hours.toml",
        "hour = 17",
        "hour = 17\nhour = 18",
        "同じ名前の項目",
    ),
    ("hours.toml", "hour = 17", "hour = ", "書き方が読めません"),
    (
        "holidays.toml",
        "date = \"2026-01-12\"",
        "date = \"2026-01-01\"",
        "二つあります",
    ),
    (
        "holidays.toml",
        "from = \"12-29\"",
        "from = \"12-32\"",
        "12-29",
    ),
    (
        "retention.toml",
        "case_fiscal_years = 5",
        "case_fiscal_years = \"五\"",
        "数で",
    ),
    ("window.toml", "plain = true", "", "true、閉じるなら false"),
    (
        "window.toml",
        "plain = true",
        "plain = \"はい\"",
        "true か false",
    ),
];

#[test]
fn each_fault_is_named_with_its_line() {
    for (file, from, to, expected) in FAULTS {
        let faults = after(file, from, to);
        let found = faults
            .iter()
            .any(|f| f.file == *file && f.line > 0 && f.what.contains(expected));
        assert!(found, "{file}: {from} → {to}: {faults:?}");
    }
}

#[test]
fn all_faults_come_at_once_and_in_order() {
    let mut files = files();
    files.retain(|(name, _)| name != "retention.toml");
    files.push(("survey.toml".to_owned(), Vec::new()));
    for (name, bytes) in &mut files {
        if name == "hours.toml" {
            *bytes = vec![0x80, 0xff, 0xa0, 0xfd];
        }
        if name == "consent.toml" {
            *bytes = String::from_utf8(bytes.clone())
                .expect("UTF-8")
                .replace("id = \"C6", "id = \"6")
                .into_bytes();
        }
    }
    let faults = Policies::load(&files).expect_err("faults");
    let named: Vec<&str> = faults.iter().map(|fault| fault.file.as_str()).collect();
    assert_eq!(
        named,
        [
            "hours.toml",
            "survey.toml",
            "consent.toml",
            "retention.toml"
        ]
    );
    assert!(
        faults[2].to_string().starts_with("consent.toml "),
        "{}",
        faults[2]
    );
}

#[test]
fn saving_in_another_editor_changes_no_digest() {
    let plain = Policies::load(&files()).expect("good");
    let mut edited = files();
    for (name, bytes) in &mut edited {
        let text = String::from_utf8(bytes.clone())
            .expect("UTF-8")
            .replace('\n', "\r\n");
        *bytes = match name.as_str() {
            "hours.toml" => text.replace("hour = 17", "hour　＝ １７").into_bytes(),
            "retention.toml" => encoding_rs::SHIFT_JIS.encode(&text).0.into_owned(),
            _ => [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat(),
        };
    }
    assert_eq!(Policies::load(&edited).expect("good").files, plain.files);
}

#[test]
fn days_are_written_as_each_language_writes_them() {
    let day = Day::parse("2026-11-27").expect("a day");
    assert_eq!(day_ja(day), "11月27日（金）");
    let ja = |day: &str| day_of_year_in(Day::parse(day).expect("a day"), Lang::Ja);
    assert_eq!(ja("2026-11-27"), "令和8年11月27日（金）");
    assert_eq!(fiscal_year_ja(day), "令和8年度");
    assert_eq!(
        fiscal_year_ja(Day::parse("2027-03-31").expect("a day")),
        "令和8年度"
    );
    assert_eq!(ja("2019-05-01"), "令和元年5月1日（水）");
    assert_eq!(day_in(day, Lang::En), "Friday 27 November");
    assert_eq!(
        day_in(day, Lang::JaYasashii),
        "11月《がつ》27日《にち》（金《きん》）"
    );
    // As days are read, which is not by their number.
    let easy = |day: &str| day_of_year_in(Day::parse(day).expect("a day"), Lang::JaYasashii);
    assert_eq!(
        easy("2027-04-20"),
        "令和《れいわ》9年《ねん》4月《がつ》｜20日《はつか》（火《か》）"
    );
    assert_eq!(
        easy("2019-06-01"),
        "令和《れいわ》元年《がんねん》6月《がつ》｜1日《ついたち》（土《ど》）"
    );
    assert_eq!(
        easy("2018-06-11"),
        "2018年《ねん》6月《がつ》11日《にち》（月《げつ》）"
    );
    assert_eq!(hour_in(17, Lang::En), "5 pm");
    assert_eq!(Day::parse("2026-02-29"), None);
    assert_eq!(Day::parse("2026-2-9"), None);
}

#[test]
fn one_organisation_may_close_what_is_open_for_the_others() {
    let mut files = files();
    for (name, bytes) in &mut files {
        if name == "window.toml" {
            bytes.extend_from_slice("\n[[closed]]\norganisation = \"mihon\"\n".as_bytes());
        }
    }
    let window = Policies::load(&files).expect("good").window;
    assert!(window.plain_at("shiojiri") && !window.plain_at("mihon"));
}

#[test]
fn a_sensitive_family_is_one_that_is_coded() {
    let faults = after("disclosure.toml", "\"sogi\"", "\"sogy\"");
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        ["disclosure.toml：「sensitive」の「sogy」は、taxonomy.toml の [[family]] にありません"]
    );
}
