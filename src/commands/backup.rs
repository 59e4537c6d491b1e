//! Copies of the whole desk, and a desk put back from one.

use std::fs;
use std::path::{Path, PathBuf};

use sotomado_core::calendar::Day;
use sotomado_core::ended::EndedList;

use crate::access::{Action, Actor, Door, Resource};
use crate::app::{self, App};
use crate::clock::Clock;
use crate::commands::{Failure, account_kept};
use crate::config::Config;
use crate::store::{CopyPlace, ENDED, PutBack, Store};

/// The folder of sealed files, which all copies share.
const FILES: &str = "files";
const POLICIES: &str = "policies";
const SETTINGS: &str = "config.toml";

#[derive(Debug, clap::Args)]
pub(super) struct BackUp {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// The folder of copies.
    #[arg(long)]
    to: PathBuf,
    /// Another folder, best on another machine, for the copies of keys alone.
    #[arg(long)]
    keys_to: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct Restore {
    /// The settings file; the data folder that it names must not be there yet, but with PostgreSQL.
    #[arg(long)]
    config: PathBuf,
    /// One copy: a day's folder in the folder of copies.
    #[arg(long, requires = "keys_from", required_unless_present = "copied")]
    from: Option<PathBuf>,
    /// The folder of the same name among the copies of keys.
    #[arg(long)]
    keys_from: Option<PathBuf>,
    /// With PostgreSQL, once its own means have put both schemas back, and the data folder lies there: the day of that copy.
    #[arg(long, conflicts_with = "from", value_parser = account_kept::day)]
    copied: Option<Day>,
    /// A list of what ended (`ended.list` of the data folder or of a folder of copies), as often as there are some; the one
    /// beside the copy is taken by itself.
    #[arg(long = "ended")]
    ended: Vec<PathBuf>,
}

/// `sotomado backup`
pub(super) async fn back_up(asked: BackUp) -> Result<(), Failure> {
    let config = Config::load(&asked.config)?;
    let [to, keys_to] = [&asked.to, &asked.keys_to].map(std::path::absolute);
    let (to, keys_to) = (to?, keys_to?);
    if to.starts_with(&keys_to) || keys_to.starts_with(&to) {
        return Err("--keys-to must lie outside --to: whoever has both has what opens".into());
    }
    let (to, keys_to) = (made(&to)?, made(&keys_to)?);
    let app = App::open(config.clone(), Clock::system()).await?;
    let day = app.clock.today();
    let name = unused(&to, &keys_to, day)?;
    // Under its name once it is whole.
    let making = format!("{name}.making");
    let place = CopyPlace {
        tables: to.join(&making),
        keys: keys_to.join(&making),
        files: to.join(FILES),
    };
    for folder in [&place.tables, &place.keys] {
        let _ = fs::remove_dir_all(folder);
        private_folder(folder)?;
    }
    let permit = app.permit(&Actor::Operator, Action::BackUp, &Resource::Desk)?;
    let copied = app.store.back_up(&permit, &place).await?;
    fs::copy(&asked.config, place.tables.join(SETTINGS))?;
    copy_folder(&config.policies, &place.tables.join(POLICIES))?;
    fs::rename(&place.keys, keys_to.join(&name))?;
    fs::rename(&place.tables, to.join(&name))?;
    println!(
        "{}: {} sealed files, {} of them new; {} that ended are destroyed",
        to.join(&name).display(),
        copied.files,
        copied.new,
        copied.ended
    );
    if copied.strange > 0 {
        println!(
            "WARNING: {} files in {} belong to nothing here and were left; is it another desk's folder, or were rows lost?",
            copied.strange,
            to.join(FILES).display()
        );
    }
    // What a desk destroyed opens from no copy after that.
    let kept = i32::from(app.policies.retention.key_backup_days);
    for folder in [&keys_to, &to] {
        for old in older(folder, day.plus_days(-kept))? {
            destroy(&old)?;
            println!("{}: older than {kept} days, destroyed", old.display());
        }
    }
    Ok(())
}

/// `sotomado restore`
pub(super) async fn restore(asked: Restore) -> Result<(), Failure> {
    let config = Config::load(&asked.config)?;
    let (lists, named) = (lists(&asked, &config)?, asked.ended.len());
    let (from, keys_from) = match (asked.copied, config.database.is_some()) {
        (Some(day), true) => return end_since(config, day, &lists, named).await,
        (Some(_), false) => return Err("--copied is for PostgreSQL: the settings name none, so put a copy back with --from and --keys-from".into()),
        (None, true) => return Err("the settings name a PostgreSQL: put both schemas back with pg_restore, and the data folder, and then run this with --copied and the day of that copy, so that what ended since ends again".into()),
        (None, false) => (asked.from, asked.keys_from),
    };
    let (Some(from), Some(keys_from)) = (from, keys_from) else {
        return Err("--from and --keys-from: the two folders of a copy".into());
    };
    if config.data.exists() && fs::read_dir(&config.data)?.next().is_some() {
        return Err(format!(
            "{}: something lies there already; nothing was put back",
            config.data.display()
        )
        .into());
    }
    let day = copy_day(&from).ok_or("--from: the folder of a copy is named after its day")?;
    if copy_day(&keys_from) != Some(day) {
        return Err("--keys-from: these are not the keys of the same day".into());
    }
    let files = from.join("..").join(FILES);
    if !files.is_dir() {
        return Err(format!("{}: the sealed files are missing", files.display()).into());
    }
    if !config.policies.exists() {
        copy_folder(&from.join(POLICIES), &config.policies)?;
    }
    let place = CopyPlace {
        tables: from,
        keys: keys_from,
        files,
    };
    let permit = Door::shipped()?.permit(&Actor::Operator, Action::Restore, &Resource::Desk)?;
    let put = Store::put_back(&config.data, &place, day, &permit, &lists).await?;
    app::read_policies(&config)?;
    said(&put, &lists, named, day);
    println!(
        "Every mailbox says from which day the desk was put back. Run `sotomado doctor`, then start it."
    );
    Ok(())
}

/// Ends again what had ended after a copy that PostgreSQL's own means have put back.
async fn end_since(
    config: Config,
    day: Day,
    lists: &[EndedList],
    named: usize,
) -> Result<(), Failure> {
    let app = App::open(config, Clock::system()).await?;
    let permit = app.permit(&Actor::Operator, Action::Restore, &Resource::Desk)?;
    let put = app.store.settle_in_place(day, &permit, lists).await?;
    said(&put, lists, named, day);
    Ok(())
}

/// What came of it, and what somebody has to look after now.
fn said(put: &PutBack, lists: &[EndedList], named: usize, day: Day) {
    println!(
        "put back from {day}: {} sealed files; {} cases had ended since, and stay so ({} by the list of what ended), and {} readers who had been taken out of a case",
        put.files,
        put.ended + put.listed,
        put.listed,
        put.readers
    );
    println!(
        "{} second factors and paper codes, and {} links, were taken away since, and stay so; the last day of {} accounts is as it was set since. Somebody who has no second factor left signs in by the password alone until one is added.",
        put.ways.factors, put.ways.links, put.ways.accounts
    );
    if put.rosters > 0 {
        println!(
            "WARNING: at {} windows another roster was in force since, and who reads today is not known here. They take nothing, and nothing is sealed, until it or a newer one is imported with `sotomado roster import`; `sotomado doctor` names them.",
            put.rosters
        );
    }
    if !put.nobody.is_empty() {
        let ids: Vec<String> = put.nobody.iter().map(ToString::to_string).collect();
        println!(
            "WARNING: nobody at the desk reads these cases now, for this copy is from before they were given to whoever reads them today: {}. Put back a newer copy, if there is one; else whatever their reporters write there reaches nobody: say publicly that they are to report again.",
            ids.join(" ")
        );
    }
    if put.former > 0 {
        println!(
            "{} older keys, taken out of a case since, have it again: this copy is from before the case was handed on from them. Hand those cases on again, and take the older keys out again.",
            put.former
        );
    }
    if let Some(text) = about_lists(lists, named, day) {
        println!("{text}");
    }
}

/// What may be back all the same, for no list is newer than the copy. One of its own day that was named was used; whether anything
/// ended later on that day it cannot know. The one beside the copy came with it, and knows nothing that the copy does not.
fn about_lists(lists: &[EndedList], named: usize, day: Day) -> Option<String> {
    let back = "A case that was destroyed, a reader who was taken out of one, and a passkey, account or link that was ended";
    let look = format!(
        "find the newest `{ENDED}` of the desk that served last (in its data folder, or beside its newest copy) and put back anew with --ended"
    );
    let of_the_day = lists.iter().rev().take(named).any(|list| list.day == day);
    if lists.iter().any(|list| list.day > day) {
        None
    } else if of_the_day {
        Some(format!(
            "The list of what ended that was named is of the copy's own day, {day}, and was used. {back} after it was written may be back: if the desk served on after that, before anybody signs in {look}."
        ))
    } else {
        Some(format!(
            "WARNING: no list of what ended is newer than the copy. {back} since {day} may be back. Before anybody signs in: {look}."
        ))
    }
}

/// What ended, by the list beside the copy and by those that were named.
fn lists(asked: &Restore, config: &Config) -> Result<Vec<EndedList>, Failure> {
    // Beside the copy; with PostgreSQL, beside the sealed files.
    let beside = match &asked.from {
        Some(from) => Some(from.join("..").join(ENDED)),
        None => asked.copied.map(|_| config.data.join(ENDED)),
    };
    let beside = beside.filter(|file| file.is_file());
    let mut lists = Vec::new();
    for file in beside.iter().chain(&asked.ended) {
        let named = |fault: &dyn std::error::Error| format!("{}: {fault}", file.display());
        let text = fs::read_to_string(file).map_err(|error| named(&error))?;
        lists.push(EndedList::read(&text).map_err(|error| named(&error))?);
    }
    Ok(lists)
}

fn made(folder: &Path) -> Result<PathBuf, Failure> {
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(folder.canonicalize()?)
}

fn private_folder(folder: &Path) -> Result<(), Failure> {
    let mut make = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut make, 0o700);
    Ok(make.create(folder)?)
}

/// `2026-11-29`, or with a number where there is a copy of that day.
fn unused(to: &Path, keys_to: &Path, day: Day) -> Result<String, Failure> {
    let names = (1..100).map(|n| match n {
        1 => day.to_string(),
        n => format!("{day}.{n}"),
    });
    let mut free = names.filter(|name| !to.join(name).exists() && !keys_to.join(name).exists());
    Ok(free.next().ok_or("there are a hundred copies of today")?)
}

/// The day after which a copy's folder is named.
fn copy_day(folder: &Path) -> Option<Day> {
    let folder = folder.canonicalize().ok()?;
    Day::parse(folder.file_name()?.to_str()?.get(..10)?)
}

/// Copies from before `first`, whole ones and halves.
fn older(folder: &Path, first: Day) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && copy_day(&path).is_some_and(|day| day < first) {
            found.push(path);
        }
    }
    Ok(found)
}

/// Overwrites what lies in a folder, and takes it away.
fn destroy(folder: &Path) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            destroy(&path)?;
        } else {
            let length = fs::metadata(&path)?.len();
            let mut file = fs::OpenOptions::new().write(true).open(&path)?;
            std::io::copy(
                &mut std::io::Read::take(std::io::repeat(0), length),
                &mut file,
            )?;
            file.sync_all()?;
            fs::remove_file(&path)?;
        }
    }
    Ok(fs::remove_dir(folder)?)
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).map_err(|e| format!("{}: {e}", from.display()))? {
        let path = entry?.path();
        let at = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_folder(&path, &at)?;
        } else {
            fs::copy(&path, &at)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_the_copys_own_day_is_warned_of_only_where_nobody_named_it() {
        let day = Day::new(2026, 12, 1).unwrap();
        let list = |days: i32| EndedList {
            desk: sotomado_core::ids::Digest([1; 32]),
            day: day.plus_days(days),
            ended: std::collections::BTreeSet::new(),
        };
        let said = |lists: &[EndedList], named| about_lists(lists, named, day).unwrap_or_default();
        for (lists, named) in [
            (vec![], 0),
            (vec![list(0)], 0),
            (vec![list(0), list(-1)], 1),
        ] {
            assert!(said(&lists, named).starts_with("WARNING"), "{lists:?}");
        }
        for lists in [vec![list(0)], vec![list(-1), list(0)]] {
            assert!(said(&lists, 1).contains("and was used"), "{lists:?}");
        }
        assert_eq!(said(&[list(0), list(1)], 1), "");
        assert_eq!(said(&[list(1)], 0), "");
    }
}
