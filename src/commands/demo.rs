//! A demonstration desk in a folder: made once, served on this machine alone.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::clock::Clock;
use crate::commands::{Failure, demo_desk, init, serve};
use crate::config::Config;

#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    /// The folder; made if it is not there.
    #[arg(long, default_value = "demo")]
    dir: PathBuf,
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Address of an empty PostgreSQL database, postgres://…; else SQLite in the folder.
    #[arg(long)]
    database: Option<String>,
    /// Organisations beside the two, to see a desk of many.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=18))]
    more: u8,
}

/// What `demo.json` says, for people who look and for scripts.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Demo {
    pub window: String,
    pub desk: String,
    pub trends: String,
    pub organisations: Vec<DemoOrganisation>,
    pub people: Vec<DemoPerson>,
    pub desk_key: DemoKey,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DemoOrganisation {
    pub short: String,
    pub name: String,
    pub fingerprint: String,
    pub address: String,
}

/// A person with a sign-in; counsellors have a key file besides.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DemoPerson {
    pub role: String,
    pub name: String,
    pub sign_in: String,
    pub password: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub organisation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key_file: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub passphrase: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DemoKey {
    pub file: PathBuf,
    pub passphrase: String,
}

/// The two organisations that are always there, short name and name.
const ORGANISATIONS: [(&str, &str); 2] = [("shiojiri", "塩尻市"), ("mihon", "見本町")];

/// `sotomado demo`
pub(super) async fn demo(asked: Asked) -> Result<(), Failure> {
    fs::create_dir_all(&asked.dir)?;
    let folder = asked.dir.canonicalize()?;
    let settings = folder.join("config.toml");
    replace(
        &settings,
        &text_of_settings(asked.port, asked.database.as_deref(), asked.more)?,
    )?;
    let config = Config::load(&settings)?;
    let json = folder.join("demo.json");
    let made = !json.exists();
    let mut demo = if made {
        demo_desk::make(&folder, &config).await?
    } else {
        // It may have been made by an older version, which knew fewer files; they are signed below.
        init::write_absent_policies(&config)?;
        serde_json::from_slice(&fs::read(&json)?)?
    };
    let ended = demo_desk::keep_rosters_fresh(&config, &demo).await?;
    if made {
        replace(&json, &serde_json::to_string_pretty(&demo)?)?;
        begin_anew();
    }
    let app = App::build(config, Clock::system()).await?;
    address(&app, &mut demo);
    replace(&json, &serde_json::to_string_pretty(&demo)?)?;
    show(&demo, &folder);
    for name in ended {
        println!(
            "\n{name}の名簿は終わっています。署名鍵が新しくなっていて、見本は自分で署名できません。責任者のページ「読む人の名簿」で署名するか、\n新しい鍵のファイルと言葉を demo.json の desk_key に書いて、もう一度はじめてください。"
        );
    }
    serve::listen(app).await
}

fn text_of_settings(port: u16, database: Option<&str>, more: u8) -> Result<String, Failure> {
    let database = match database {
        // As JSON writes words, TOML reads them.
        Some(url) => format!("database = {}\n", serde_json::to_string(url)?),
        None => String::new(),
    };
    let named = ORGANISATIONS.map(|(short, name)| (short.to_owned(), name.to_owned()));
    let others = (2..2 + u16::from(more)).map(|n| (format!("mihon{n}"), format!("見本町{n}")));
    let organisations: String = named
        .into_iter()
        .chain(others)
        .map(|(short, name)| {
            format!("\n[[organisation]]\nshort = \"{short}\"\nname = \"{name}\"\n")
        })
        .collect();
    Ok(format!(
        "# Written anew at each start of `sotomado demo`.\n\
         sample = true\nruns = \"firm\"\nlisten = \"127.0.0.1:{port}\"\n{database}\n\
         [window]\nurl = \"http://window.localhost:{port}\"\n\n\
         [desk]\nurl = \"http://desk.localhost:{port}\"\n\n\
         [trends]\nurl = \"http://trends.localhost:{port}\"\n{organisations}"
    ))
}

/// Passwords and keys are slow to make on purpose, and the allocator keeps some 100 MB of what that took: the same
/// process begins again, with nothing left to make. Where that cannot be done, this one serves as it is.
fn begin_anew() {
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let error = Command::new(program)
        .args(std::env::args_os().skip(1))
        .exec();
    tracing::warn!(%error, "the program could not begin anew");
}

/// Puts this start's addresses in.
fn address(app: &App, demo: &mut Demo) {
    demo.window = app.config.window.url.to_string();
    demo.desk = app.config.desk.url.to_string();
    demo.trends = app.config.trends.url.to_string();
    for organisation in &mut demo.organisations {
        organisation.address = format!(
            "{}/o/{}#{}",
            demo.window, organisation.short, organisation.fingerprint
        );
    }
}

/// Whole or not at all: a second start must find the first one's file.
fn replace(file: &Path, text: &str) -> Result<(), Failure> {
    let new = file.with_extension("new");
    let _ = fs::remove_file(&new);
    super::key::write_private(&new, text.as_bytes())?;
    fs::rename(new, file)?;
    Ok(())
}

fn show(demo: &Demo, folder: &Path) {
    println!("外窓の見本です（{}）", folder.display());
    println!("\n窓口（相談する人）");
    for organisation in &demo.organisations {
        println!("  {}  {}", organisation.name, organisation.address);
    }
    println!("\n相談員と責任者  {}/desk", demo.desk);
    println!("人事担当        {}", demo.trends);
    println!();
    for person in &demo.people {
        println!(
            "  {}：{} / {}",
            person.name, person.sign_in, person.password
        );
        if let Some(passphrase) = &person.passphrase {
            println!("    鍵のことば：{passphrase}");
        }
    }
    println!("\nやめるときは Ctrl-C。同じことが demo.json にもあります。");
}
