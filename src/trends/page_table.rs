//! One published table: figures, bars, what x means, and where the same lies as CSV and as it was signed.

use maud::{Markup, html};
use sotomado_core::calendar::{day_of_year_in, fiscal_year_in};
use sotomado_core::disclosure::Refused;
use sotomado_core::policy::Text;
use sotomado_core::release::{Release, ReleaseBody};

use crate::http::locale::{Locale, link, plain, rich, ruby, t};

/// Where its files lie: `/o/shiojiri/trends`, to which `/2026.csv` is added.
pub fn table(lang: Locale, release: &Release, folder: &str) -> Markup {
    let body = release.body();
    let year = fiscal_year_in(body.year, lang.core());
    let day = day_of_year_in(body.day, lang.core());
    let file = |ending: &str| link(&format!("{folder}/{}.{ending}", body.year), lang);
    html! {
        section.figures.stack id=(format!("fy{}", body.year)) {
            h2 { (rich(lang, "trends-table-title", &[("year", &year)])) }
            @if let Some(why) = body.sentence {
                p.note { (rich(lang, sentence(why), &[])) }
            } @else {
                (rows(lang, body, &year))
                (bars(lang, body))
                (meaning(lang, body))
            }
            p.soft { (rich(lang, "trends-published", &[("day", &day)])) }
            p.way.no-print {
                a href=(file("csv")) download="" { (rich(lang, "trends-csv", &[])) }
                a href=(file("release")) download="" { (rich(lang, "trends-signed", &[])) }
            }
            p.soft { (rich(lang, "trends-mark", &[])) " " span.mono { (mark(release)) } }
        }
    }
}

const fn sentence(why: Refused) -> &'static str {
    match why {
        Refused::FewCases => "trends-few-cases",
        Refused::FewLines => "trends-few-lines",
        Refused::Earlier => "trends-earlier",
    }
}

/// Names and numbers of the lines; a line without a name does not exist.
fn named(body: &ReleaseBody) -> impl Iterator<Item = (&Text, Option<u32>)> {
    let lines = body.families.iter().zip(&body.rows);
    lines.map(|(family, row)| (&family.name, row.cases))
}

fn rows(lang: Locale, body: &ReleaseBody, year: &str) -> Markup {
    let total = body.total.unwrap_or_default();
    html! {
        table.numbers {
            caption { (rich(lang, "trends-caption", &[("organisation", &body.name), ("year", year)])) }
            thead { tr {
                th scope="col" { (rich(lang, "trends-family", &[])) }
                th.number scope="col" { (rich(lang, "trends-cases", &[])) }
            } }
            tbody {
                @for (name, cases) in named(body) { tr {
                    th scope="row" { (ruby(name.get(lang.core()))) }
                    td.number {
                        @match cases {
                            Some(cases) => (cases),
                            None => abbr title=(t(lang, "trends-x", &[])) { "x" },
                        }
                    }
                } }
            }
            tfoot { tr {
                th scope="row" { (rich(lang, "trends-total", &[])) }
                td.number { (total) }
            } }
        }
    }
}

/// The width of a bar's picture in its own units, and its height.
const WIDTH: u32 = 360;
const HEIGHT: u32 = 18;
/// The longest bar, so that its number stands beside it.
const LONGEST: u32 = 300;
/// A line of x says nothing by its length: always the same.
const HIDDEN: u32 = 60;

/// The same numbers as bars, for eyes; readers of screens are led to the table.
fn bars(lang: Locale, body: &ReleaseBody) -> Markup {
    let most = named(body).filter_map(|(_, cases)| cases).max();
    let most = most.unwrap_or(0).max(1);
    let id = |name: &str| format!("{name}-{}", body.year);
    let (title, about, hatch) = (id("bars"), id("bars-about"), id("x"));
    html! {
        div.bars role="img" aria-labelledby=(format!("{title} {about}")) {
            span id=(title) hidden { (t(lang, "trends-bars", &[])) }
            span id=(about) hidden { (t(lang, "trends-bars-about", &[])) }
            @for (at, (name, cases)) in named(body).enumerate() {
                p { (ruby(name.get(lang.core()))) }
                svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) {
                    @match cases {
                        Some(cases) => {
                            @let width = cases * LONGEST / most;
                            rect.amount x="0" y="2" width=(width.max(1)) height="14" {}
                            text.value x=(width + 8) y="14" { (cases) }
                        }
                        None => {
                            @let hatch = format!("{hatch}-{at}");
                            (hatched(&hatch))
                            rect.hidden x="0.5" y="2" width=(HIDDEN) height="14" fill=(format!("url(#{hatch})")) {}
                            text.value x=(HIDDEN + 8) y="14" { "x" }
                        }
                    }
                }
            }
        }
    }
}

fn hatched(id: &str) -> Markup {
    html! {
        defs {
            pattern id=(id) width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                rect.ground width="8" height="8" {}
                rect.stripe width="3" height="8" {}
            }
        }
    }
}

/// What x is, and by what rule it stands there.
fn meaning(lang: Locale, body: &ReleaseBody) -> Markup {
    let rule = &body.rule;
    let numbers = [
        rule.k.to_string(),
        rule.k_sensitive.to_string(),
        rule.round_to.to_string(),
    ];
    let [k, sensitive, step] = &numbers;
    html! {
        ul.plainly {
            li { (rich(lang, "trends-x-means", &[("k", k), ("sensitive", sensitive)])) }
            li { (rich(lang, "trends-rounded", &[("step", step)])) }
            li { (rich(lang, "trends-attacked", &[])) }
        }
    }
}

/// The SHA-256 of the signed file, in groups that can be read aloud.
fn mark(release: &Release) -> String {
    let digest = release.digest().to_string();
    let groups: Vec<String> = digest
        .as_bytes()
        .chunks(8)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    groups.join(" ")
}

/// The table for a spreadsheet: UTF-8 that says so, so that Excel reads it, and x where x stands.
pub fn csv(lang: Locale, release: &Release) -> String {
    let body = release.body();
    let year = plain(&fiscal_year_in(body.year, lang.core()));
    let mut lines = vec![vec![
        t(lang, "trends-organisation", &[]),
        t(lang, "trends-year", &[]),
        t(lang, "trends-family", &[]),
        t(lang, "trends-cases", &[]),
    ]];
    let mut line = |name: String, value: String| {
        lines.push(vec![body.name.clone(), year.clone(), name, value]);
    };
    for (name, cases) in named(body) {
        let cases = cases.map_or_else(|| "x".to_owned(), |cases| cases.to_string());
        line(plain(name.get(lang.core())), cases);
    }
    match (body.total, body.sentence) {
        (Some(total), _) => line(t(lang, "trends-total", &[]), total.to_string()),
        (None, Some(why)) => line(t(lang, sentence(why), &[]), String::new()),
        (None, None) => {}
    }
    let lines = lines.iter().map(|cells| {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        cells.join(",") + "\r\n"
    });
    format!("\u{feff}{}", lines.collect::<String>())
}

/// In quotes, so that no comma parts it; what a spreadsheet would take for a formula is a word to it.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}
