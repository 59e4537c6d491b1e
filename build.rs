//! Embeds what `ops/web` built, and the message files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{env, error, fs};

fn main() -> Result<(), Box<dyn error::Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    fresh(&root)?;
    fs::write(out.join("assets.rs"), assets(&root.join("web/dist"))?)?;
    fs::write(out.join("messages.rs"), messages(&root.join("locales"))?)?;
    Ok(())
}

/// One line an asset: asked-for name, served name, bytes, the same bytes in brotli.
fn assets(dist: &Path) -> Result<String, Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut text = String::from("[\n");
    let files = if dist.is_dir() {
        sorted(dist)?
    } else {
        Vec::new()
    };
    if files.is_empty() {
        amiss("web/dist is empty: pages would come without style and script")?;
    }
    for file in files {
        let served = name(&file)?;
        let parts: Vec<&str> = served.split('.').collect();
        let [stem, _digest, ending] = parts.as_slice() else {
            continue;
        };
        let brotli = dist.join(format!("{served}.br"));
        writeln!(
            text,
            "    Asset {{ name: \"{stem}.{ending}\", served: \"{served}\", plain: include_bytes!({file:?}), brotli: include_bytes!({brotli:?}) }},"
        )?;
    }
    text.push(']');
    Ok(text)
}

/// Whether what `ops/web` built is at least as new as what it is built from.
fn fresh(root: &Path) -> Result<(), Box<dyn error::Error>> {
    let Ok(built) = fs::metadata(root.join("web/dist/manifest.json")) else {
        return Ok(());
    };
    let mut from = vec![
        root.join("ops/web"),
        root.join("core/Cargo.toml"),
        root.join("core/src"),
        root.join("core/wasm"),
        root.join("locales"),
    ];
    let web = sorted(&root.join("web"))?;
    from.extend(web.into_iter().filter(|path| {
        !["node_modules", "dist", "test"]
            .iter()
            .any(|other| path.ends_with(other))
    }));
    for place in from {
        println!("cargo::rerun-if-changed={}", place.display());
        let (changed, file) = newest(&place)?;
        if changed > built.modified()? {
            amiss(&format!("web/dist is older than {}", file.display()))?;
            break;
        }
    }
    Ok(())
}

/// `cargo check` and an editor must work on a fresh clone; a program that is given away must have the pages of its source.
fn amiss(what: &str) -> Result<(), Box<dyn error::Error>> {
    if env::var("PROFILE")? == "release" {
        return Err(format!("{what}. Run ops/web first").into());
    }
    println!("cargo::warning={what}. Run ops/web");
    Ok(())
}

/// What changed last in a folder, and when.
fn newest(place: &Path) -> Result<(SystemTime, PathBuf), Box<dyn error::Error>> {
    // Of a folder, too: it changes when something in it is taken away.
    let mut last = (fs::metadata(place)?.modified()?, place.to_owned());
    if !place.is_dir() {
        return Ok(last);
    }
    for inner in sorted(place)? {
        let found = newest(&inner)?;
        if found.0 > last.0 {
            last = found;
        }
    }
    Ok(last)
}

/// One line a message file: language, file, text.
fn messages(locales: &Path) -> Result<String, Box<dyn error::Error>> {
    println!("cargo::rerun-if-changed={}", locales.display());
    let mut text = String::from("[\n");
    for language in sorted(locales)? {
        println!("cargo::rerun-if-changed={}", language.display());
        for file in sorted(&language)? {
            let name = name(&file)?;
            if name.ends_with(".ftl") {
                println!("cargo::rerun-if-changed={}", file.display());
                writeln!(
                    text,
                    "    (\"{}\", \"{name}\", include_str!({file:?})),",
                    self::name(&language)?
                )?;
            }
        }
    }
    text.push(']');
    Ok(text)
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn error::Error>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> Result<String, Box<dyn error::Error>> {
    let name = path.file_name().and_then(|name| name.to_str());
    Ok(name.ok_or("a file name that is not UTF-8")?.to_owned())
}
