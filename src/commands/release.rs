//! The yearly table without a browser: what it is made from is carried to the desk's key, and the signed table back.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use sotomado_core::calendar::Day;
use sotomado_core::derive;
use sotomado_core::disclosure::Hidden;
use sotomado_core::ids::{AuthorKey, Digest, WindowId};
use sotomado_core::ledger;
use sotomado_core::policy::OF_THE_TABLE;
use sotomado_core::release::{Draft, Offered, Release, Stopped, Wrong, make as made, names};

use crate::access::{Action, Actor, Resource};
use crate::app::App;
use crate::clock::Clock;
use crate::commands::{Failure, key, prompt};
use crate::config::Config;
use crate::sealing;

const FOLDERS: [&str; 4] = ["codings", "rosters", "successions", "releases"];

#[derive(Debug, clap::Args)]
pub(super) struct Gather {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// Short name of the organisation.
    #[arg(long)]
    organisation: String,
    /// The folder to make.
    #[arg(long)]
    to: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(super) struct Make {
    /// The folder that `release gather` made.
    #[arg(long)]
    from: PathBuf,
    /// The fiscal year, by the year in which it began.
    #[arg(long)]
    year: i16,
    /// The desk's signing key.
    #[arg(long)]
    desk_key: PathBuf,
    /// File whose first line is the key's passphrase; else it is asked for.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
    /// A signing key that another has followed since: what was coded in its time opens with it alone. As often as needed; its
    /// passphrase is asked for.
    #[arg(long = "former-desk-key")]
    former: Vec<PathBuf>,
    /// Files whose first lines are those keys' passphrases, in the same order.
    #[arg(long = "former-passphrase-file")]
    former_passphrases: Vec<PathBuf>,
    /// The number that a counsellor told after closing; once for each counsellor.
    #[arg(long = "number")]
    numbers: Vec<String>,
    /// Releases of your own keeping, which must be among those in the folder.
    #[arg(long = "mine")]
    mine: Vec<PathBuf>,
    /// The day it bears; else today.
    #[arg(long)]
    day: Option<String>,
    /// Signs, and writes the table here. Without it, it is only shown.
    #[arg(long)]
    to: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// The signed table.
    file: PathBuf,
}

/// `sotomado release gather`
pub(super) async fn gather(asked: Gather) -> Result<(), Failure> {
    let app = App::open(Config::load(&asked.config)?, Clock::system()).await?;
    let window = app
        .window(&asked.organisation)
        .ok_or_else(|| format!("no organisation {}", asked.organisation))?;
    let resource = Resource::Window(window.id);
    let permit = app.permit(&Actor::Operator, Action::GatherCodings, &resource)?;
    let files = app.store.codings(&permit).await?;
    let rosters = app.store.rosters(window.id).await?.into_iter();
    let steps = app.store.successions(window.id).await?.into_iter();
    let releases = app.store.releases(Some(window.id)).await?.into_iter();
    let kinds = FOLDERS.into_iter().zip([
        files,
        rosters.map(|one| one.frame).collect(),
        steps.map(|one| one.frame).collect(),
        releases.map(|one| one.file).collect(),
    ]);
    fs::create_dir(&asked.to).map_err(|e| format!("{}: {e}", asked.to.display()))?;
    for (kind, all) in kinds {
        fs::create_dir(asked.to.join(kind))?;
        for bytes in &all {
            // By digest, so that a folder says nothing of the order either.
            let to = asked.to.join(kind).join(Digest::of(bytes).to_string());
            key::new_private(&to)?.write_all(bytes)?;
        }
        println!("{}: {} files", asked.to.join(kind).display(), all.len());
    }
    for name in OF_THE_TABLE {
        let text = app.policies.file(name).map_or("", |file| &file.text);
        key::write_private(&asked.to.join(name), text.as_bytes())?;
    }
    key::write_private(&asked.to.join("window"), window.id.to_string().as_bytes())
}

/// A gathered folder as it was carried.
struct Carried {
    window: WindowId,
    files: [Vec<Vec<u8>>; 4],
    policies: [String; 2],
}

impl Carried {
    fn read(from: &Path) -> Result<Self, Failure> {
        let text = |name: &str| -> Result<String, Failure> {
            let path = from.join(name);
            fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()).into())
        };
        let mut files = [vec![], vec![], vec![], vec![]];
        for (kind, all) in FOLDERS.into_iter().zip(&mut files) {
            let folder = from.join(kind);
            let there = fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
            for entry in there {
                all.push(fs::read(entry?.path())?);
            }
        }
        let [disclosure, taxonomy] = OF_THE_TABLE;
        Ok(Self {
            window: text("window")?.trim().parse()?,
            files,
            policies: [text(disclosure)?, text(taxonomy)?],
        })
    }
}

/// `sotomado release make`: needs no network, no database and no settings.
pub(super) fn make(asked: &Make) -> Result<(), Failure> {
    let carried = Carried::read(&asked.from)?;
    let [codings, rosters, successions, releases] = &carried.files;
    for path in &asked.mine {
        let own = fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
        if !releases.contains(&own) {
            return Err(format!(
                "{}: is not in the folder; the server left it out",
                path.display()
            )
            .into());
        }
    }
    let passphrase = prompt::secret(
        "Passphrase of the desk's key: ",
        asked.passphrase_file.as_deref(),
    )?;
    let key = key::read_desk_key(&asked.desk_key, &passphrase)?;
    let mut keys = vec![key.clone()];
    for (place, file) in asked.former.iter().enumerate() {
        let words = prompt::secret(
            &format!("Passphrase of {}: ", file.display()),
            asked.former_passphrases.get(place).map(PathBuf::as_path),
        )?;
        keys.push(key::read_desk_key(file, &words)?);
    }
    let plains = opened(&keys, &carried, asked.year);
    println!(
        "{} of {} files open with the key of fiscal year {}",
        plains.len(),
        codings.len(),
        asked.year
    );
    let day = match &asked.day {
        Some(text) => Day::parse(text).ok_or("--day: write it as 2027-05-10")?,
        None => Clock::system().today(),
    };
    let [disclosure, taxonomy] = &carried.policies;
    let offered = Offered {
        window: carried.window,
        desk_key: AuthorKey::of(&key),
        rosters,
        successions,
        releases,
        disclosure,
        taxonomy,
        plains: &plains,
        numbers: &asked.numbers,
        year: asked.year,
        day,
    };
    let draft = made(&offered).map_err(|stopped| explain(&stopped, rosters))?;
    preview(&draft, releases.len());
    let Some(to) = &asked.to else {
        println!("Nothing was signed. With --to FILE it is.");
        return Ok(());
    };
    let frame = Release::sign(&draft.body, &key)?;
    key::write_private(to, &frame)?;
    println!("{}: signed, {}", to.display(), Digest::of(&frame));
    Ok(())
}

/// What the statistics identities of a year open, of the key that signs and of those before it.
fn opened(keys: &[SigningKey], carried: &Carried, year: i16) -> Vec<Vec<u8>> {
    let identities: Vec<_> = keys
        .iter()
        .map(|key| derive::statistics(key, &carried.window, year))
        .collect();
    let [codings, ..] = &carried.files;
    let open = |file: &Vec<u8>| {
        let mut all = identities.iter();
        all.find_map(|identity| sealing::open(identity, file).ok())
    };
    codings.iter().filter_map(open).collect()
}

/// `sotomado release import`
pub(super) async fn import(asked: Import) -> Result<(), Failure> {
    let app = App::open(Config::load(&asked.config)?, Clock::system()).await?;
    let frame = fs::read(&asked.file).map_err(|e| format!("{}: {e}", asked.file.display()))?;
    let read = Release::read(&frame)?;
    let window = app
        .windows
        .iter()
        .find(|window| window.id == read.body().window)
        .ok_or("it is of no organisation here")?;
    let release = app.publish(&Actor::Operator, window, &frame).await?;
    println!(
        "{}: fiscal year {} is published, {}",
        window.short,
        release.body().year,
        release.digest()
    );
    Ok(())
}

/// What stops it, a line each, with names.
fn explain(stopped: &Stopped, rosters: &[Vec<u8>]) -> Failure {
    let Stopped::Codings(wrong) = stopped else {
        return match stopped {
            Stopped::Rosters => "the rosters are not the desk's, or one is missing".into(),
            Stopped::Unheld => {
                "the newest roster in the folder does not hold today; a newer one may be missing"
                    .into()
            }
            Stopped::Policies => {
                "disclosure.toml or taxonomy.toml is not the one that the newest roster names"
                    .into()
            }
            Stopped::Chain(fault) => fault.to_string().into(),
            Stopped::Early => "the fiscal year is not over yet".into(),
            Stopped::Unsolved(fault) => fault.to_string().into(),
            Stopped::Codings(_) => "codings".into(),
        };
    };
    let names = names(rosters);
    let line = |wrong: &Wrong| {
        let who = wrong.author.map(|author| {
            let name = names.get(&author).cloned();
            name.unwrap_or_else(|| author.to_string())
        });
        let code = serde_json::to_string(&wrong.code).unwrap_or_default();
        let case = wrong.pseudonym.map(|case| ledger::mark(&case));
        [
            Some(code.trim_matches('"').to_owned()),
            who,
            case,
            wrong.number.clone(),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("  ")
    };
    let lines: Vec<String> = wrong.iter().map(line).collect();
    format!("no table is made:\n{}", lines.join("\n")).into()
}

fn preview(draft: &Draft, before: usize) {
    let body = &draft.body;
    println!("{} {}, {} releases before", body.name, body.year, before);
    let ((epoch, first, last), rule) = (draft.roster, &body.rule);
    println!("roster {epoch}, from {first} to {last}");
    println!(
        "rule: x below {}, in some families below {}; rounded to {}; zero from {}; {} % visible; {} known",
        rule.k,
        rule.k_sensitive,
        rule.round_to,
        rule.zero_from,
        rule.visible_percent,
        rule.others_known
    );
    for count in &draft.counts {
        let line = draft.lines.iter().find(|line| line.family == count.family);
        let shown = match line.map(|line| line.shown) {
            Some(Some(number)) => number.to_string(),
            Some(None) => "x".to_owned(),
            None => "-".to_owned(),
        };
        let why = match line.and_then(|line| line.hidden) {
            Some(Hidden::Few) => "few",
            Some(Hidden::Zero) => "zero",
            Some(Hidden::Cover) => "cover",
            None => "",
        };
        let near = line.and_then(|line| line.attacked);
        let near = near.map_or(String::new(), |near| {
            format!("an attacker knows: {} to {}", near.least, near.most)
        });
        println!(
            "{:<16} cases {:>5}  told {:>5}  published {:>5}  {why:<5} {near}",
            count.family, count.cases, count.told, shown
        );
    }
    match (body.total, body.sentence) {
        (Some(total), _) => println!("total published: {total}"),
        (None, Some(why)) => println!("a sentence takes the place of the table: {}", why.code()),
        (None, None) => {}
    }
}
