//! Writes a case as it lies into a folder, for someone who holds a key; and lists which cases there are.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sotomado_core::ids::CaseId;

use crate::access::{Action, Actor};
use crate::app;
use crate::commands::{Failure, init, key};
use crate::config::Config;
use crate::store::{SealedCase, SealedFile, Store, Streamed, Window};

/// What lies beside the sealed files, for whoever is to open them.
const README: &str = include_str!("case_readme.txt");

#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
    /// The case's id, 32 characters.
    #[arg(long)]
    case: String,
    /// The folder to make.
    #[arg(long)]
    to: PathBuf,
}

/// `sotomado case export`
pub(super) async fn export(asked: Asked) -> Result<(), Failure> {
    let store = store(&asked.config).await?;
    let door = app::door(&app::read_policies(&Config::load(&asked.config)?)?)?;
    let id: CaseId = asked
        .case
        .parse()
        .map_err(|_| "--case: an id has 32 characters, 0 to 9 and a to f")?;
    let facts = store
        .case_facts(id)
        .await?
        .ok_or("there is no such case; nothing was written")?;
    let permit = door.permit(&Actor::Operator, Action::ExportCase, &facts.resource())?;
    let sealed = store.export_case(&permit).await?;
    let windows = store.windows().await?;
    let window = windows.iter().find(|window| window.id == facts.window);
    make(&asked.to)?;
    let mut attached = Vec::new();
    for file in &sealed.files {
        let to = asked.to.join(path_of(file));
        let given = store.file(&permit, file.id).await?;
        let given = given.ok_or("the case was changed meanwhile; export it anew")?;
        attached.push((*file, copy(given, &to).await?));
    }
    write(&asked.to, &sealed, &manifest(&sealed, &attached, window))?;
    println!(
        "{}: {} entries, {} attached files and {} key files, sealed as they lie. README.txt there says how a key holder opens them.",
        asked.to.display(),
        sealed.case.entries.len(),
        sealed.files.len(),
        sealed.keys.len()
    );
    Ok(())
}

/// `sotomado case list`
pub(super) async fn list(config: &Path) -> Result<(), Failure> {
    let store = store(config).await?;
    let windows = store.windows().await?;
    for kept in store
        .list_cases(&init::operator(Action::ListCases)?)
        .await?
    {
        let window = windows.iter().find(|window| window.id == kept.window);
        println!(
            "{}  {}  came {}, kept until {}",
            kept.case,
            window.map_or("?", |window| &window.short),
            kept.arrived,
            kept.retention
        );
    }
    Ok(())
}

async fn store(config: &Path) -> Result<Store, Failure> {
    Ok(Store::open(app::place(&Config::load(config)?)).await?)
}

/// The folder must be new: nothing is mixed with what lies there.
fn make(folder: &Path) -> Result<(), Failure> {
    fs::create_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    for kind in ["entries", "keys", "files"] {
        fs::create_dir(folder.join(kind))?;
    }
    Ok(())
}

/// Where an attached file lies within the folder.
fn path_of(file: &SealedFile) -> String {
    format!("files/{}.age", file.id)
}

/// Copies an attached file a piece at a time; says how long it is, in bytes.
async fn copy(mut given: Streamed, to: &Path) -> Result<u64, Failure> {
    let out = key::new_private(to)?;
    let mut out = tokio::fs::File::from_std(out);
    let length = tokio::io::copy(&mut given.file, &mut out).await?;
    out.sync_all().await?;
    if length == given.length {
        Ok(length)
    } else {
        Err(format!("{}: the file is not there as a whole", to.display()).into())
    }
}

fn write(folder: &Path, sealed: &SealedCase, manifest: &Value) -> Result<(), Failure> {
    for entry in &sealed.case.entries {
        let to = folder.join(format!("entries/{}.age", entry.id));
        key::write_private(&to, &entry.file)?;
    }
    for held in &sealed.keys {
        let to = folder.join(format!("keys/{}.age", held.id));
        key::write_private(&to, &held.file)?;
    }
    let manifest = serde_json::to_vec_pretty(manifest)?;
    key::write_private(&folder.join("manifest.json"), &manifest)?;
    key::write_private(&folder.join("README.txt"), README.as_bytes())
}

fn manifest(sealed: &SealedCase, attached: &[(SealedFile, u64)], window: Option<&Window>) -> Value {
    let case = &sealed.case;
    let entries: Vec<Value> = case
        .entries
        .iter()
        .map(|entry| {
            json!({"file": format!("entries/{}.age", entry.id), "sha256": entry.id, "log": entry.log, "day": entry.day.to_string()})
        })
        .collect();
    let keys: Vec<Value> = sealed
        .keys
        .iter()
        .map(|held| {
            json!({"file": format!("keys/{}.age", held.id), "sha256": held.id, "to": held.to, "purpose": held.purpose})
        })
        .collect();
    let files: Vec<Value> = attached
        .iter()
        .map(|(file, length)| {
            json!({"file": path_of(file), "id": file.id, "length": length, "day": file.day.to_string()})
        })
        .collect();
    json!({
        "organisation": window.map(|window| &window.name),
        "window": case.window, "case": case.case, "arrived": case.arrived.to_string(),
        "retention": case.retention.to_string(), "sealed_here": case.sealed_here, "entries": entries, "keys": keys, "files": files,
    })
}
