//! Lists cases whose last day has passed, and those that are held. Who ends one are two people of the desk, never the operator.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::access::Action;
use crate::app;
use crate::commands::{Failure, certificate, init};
use crate::config::Config;
use crate::store::Store;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Asked {
    #[command(subcommand)]
    of: Option<Of>,
    /// The settings file.
    #[arg(long, required = true)]
    config: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum Of {
    /// Says what a certificate of destruction says, and what is wrong with it. Exit code 1 if something is.
    Verify(certificate::Verify),
}

/// `sotomado retention`, alone or with what stands behind it.
pub(super) async fn obey(asked: Asked) -> Result<ExitCode, Failure> {
    match (asked.of, asked.config) {
        (Some(Of::Verify(asked)), _) => return certificate::verify(asked).await,
        (None, Some(config)) => list(&config).await?,
        (None, None) => return Err("--config is missing".into()),
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(config: &Path) -> Result<(), Failure> {
    let store = Store::open(app::place(&Config::load(config)?)).await?;
    let windows = store.windows().await?;
    let terms = store.terms(&init::operator(Action::SeeTerms)?).await?;
    for term in &terms {
        let window = windows.iter().find(|window| window.id == term.window);
        let state = match (term.hold, term.proposed) {
            (Some(hold), _) => format!("held, to be looked at again by {}", hold.look),
            (None, Some(made)) => {
                format!("to be destroyed, if another confirms by {}", made.until())
            }
            (None, None) => "due".to_owned(),
        };
        println!(
            "{}  {}  kept until {}: {state}",
            term.case,
            window.map_or("?", |window| &window.short),
            term.last
        );
    }
    if terms.is_empty() {
        println!("no case is due or held");
    }
    Ok(())
}
