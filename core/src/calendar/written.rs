//! How days, hours and years are written in each language.

use jiff::civil::Weekday;

use super::Day;
use crate::policy::Lang;

/// `令和8年度`.
#[must_use]
pub fn fiscal_year_ja(day: Day) -> String {
    let year = day.fiscal_year();
    match year - 2018 {
        1 => "令和元年度".to_owned(),
        n if n > 1 => format!("令和{n}年度"),
        _ => format!("{year}年度"),
    }
}

/// The fiscal year that began in that year, as a heading in that language writes it.
#[must_use]
pub fn fiscal_year_in(year: i16, lang: Lang) -> String {
    let reiwa = year - 2018;
    match (lang, reiwa) {
        (Lang::En, 1..) => format!("Fiscal year {year} (Reiwa {reiwa})"),
        (Lang::En, _) => format!("Fiscal year {year}"),
        (Lang::Ja, _) => Day::new(year, 4, 1).map_or_else(|| year.to_string(), fiscal_year_ja),
        (Lang::JaYasashii, 1) => "令和《れいわ》元年度《がんねんど》".to_owned(),
        (Lang::JaYasashii, 2..) => format!("令和《れいわ》{reiwa}年度《ねんど》"),
        (Lang::JaYasashii, _) => format!("{year}年度《ねんど》"),
    }
}

/// The year of the era, counted from 1; `None` before it began.
fn reiwa(day: Day) -> Option<i16> {
    let begun = Day::new(2019, 5, 1).is_some_and(|first| day >= first);
    begun.then(|| day.year() - 2018)
}

fn era_year(day: Day) -> String {
    match reiwa(day) {
        Some(1) => "令和元年".to_owned(),
        Some(n) => format!("令和{n}年"),
        None => format!("{}年", day.year()),
    }
}

fn era_year_read(day: Day) -> String {
    match reiwa(day) {
        Some(1) => "令和《れいわ》元年《がんねん》".to_owned(),
        Some(n) => format!("令和《れいわ》{n}年《ねん》"),
        None => format!("{}年《ねん》", day.year()),
    }
}

/// `11月27日（金）`.
#[must_use]
pub fn day_ja(day: Day) -> String {
    format!(
        "{}月{}日（{}）",
        day.month(),
        day.day(),
        weekday_ja(day.weekday())
    )
}

/// The day as a sentence in that language writes it, without the year. Easy Japanese carries ruby marks.
#[must_use]
pub fn day_in(day: Day, lang: Lang) -> String {
    match lang {
        Lang::Ja => day_ja(day),
        Lang::JaYasashii => format!(
            "{}月《がつ》{}（{}《{}》）",
            day.month(),
            day_read(day.day()),
            weekday_ja(day.weekday()),
            weekday_reading(day.weekday()),
        ),
        Lang::En => format!(
            "{} {} {}",
            weekday_en(day.weekday()),
            day.day(),
            month_en(day.month())
        ),
    }
}

/// The same with the year.
#[must_use]
pub fn day_of_year_in(day: Day, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{} {}", day_in(day, lang), day.year()),
        Lang::Ja => format!("{}{}", era_year(day), day_in(day, lang)),
        Lang::JaYasashii => format!("{}{}", era_year_read(day), day_in(day, lang)),
    }
}

/// A day of the month with its reading: days that are not read by their number carry it over the number, too.
fn day_read(day: i8) -> String {
    let reading = match day {
        1 => "ついたち",
        2 => "ふつか",
        3 => "みっか",
        4 => "よっか",
        5 => "いつか",
        6 => "むいか",
        7 => "なのか",
        8 => "ようか",
        9 => "ここのか",
        10 => "とおか",
        14 => "じゅうよっか",
        20 => "はつか",
        24 => "にじゅうよっか",
        _ => return format!("{day}日《にち》"),
    };
    format!("｜{day}日《{reading}》")
}

/// `17時`, `17時《じ》`, `5 pm`.
#[must_use]
pub fn hour_in(hour: u8, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{hour}時"),
        Lang::JaYasashii => format!("{hour}時《じ》"),
        Lang::En => match hour {
            0 => "midnight".to_owned(),
            1..=11 => format!("{hour} am"),
            12 => "noon".to_owned(),
            _ => format!("{} pm", hour - 12),
        },
    }
}

fn weekday_ja(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "月",
        Weekday::Tuesday => "火",
        Weekday::Wednesday => "水",
        Weekday::Thursday => "木",
        Weekday::Friday => "金",
        Weekday::Saturday => "土",
        Weekday::Sunday => "日",
    }
}

fn weekday_reading(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "げつ",
        Weekday::Tuesday => "か",
        Weekday::Wednesday => "すい",
        Weekday::Thursday => "もく",
        Weekday::Friday => "きん",
        Weekday::Saturday => "ど",
        Weekday::Sunday => "にち",
    }
}

fn weekday_en(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn month_en(month: i8) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}
