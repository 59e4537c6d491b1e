//! What the operator types: serve, demo, init, roster, succession, release, case export, retention, account add, audit, doctor.

mod account;
mod account_kept;
mod audit;
mod backup;
mod case;
mod certificate;
mod connection;
mod demo;
mod demo_desk;
mod doctor;
mod init;
mod invite;
mod key;
mod passing;
mod prompt;
mod release;
mod retention;
mod roster;
mod seats;
mod serve;
mod signing;
mod succession;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What went wrong, in words for the operator.
type Failure = Box<dyn Error + Send + Sync>;

/// 外窓: a window outside the employer.
#[derive(Debug, Parser)]
#[command(name = "sotomado", version, about)]
struct Typed {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves window, desk and trends.
    Serve(ConfigFile),
    /// Makes a demonstration desk in a folder, if it is not there yet, and serves it on 127.0.0.1.
    Demo(demo::Asked),
    /// Makes databases, windows, the desk's signing key and the lead's account.
    Init(init::Asked),
    /// Keeps the list of who may read.
    #[command(subcommand)]
    Roster(RosterCommand),
    /// Lets another desk key follow the one until now.
    #[command(subcommand)]
    Succession(SuccessionCommand),
    /// Makes the yearly table, away from the server, and publishes it.
    #[command(subcommand)]
    Release(ReleaseCommand),
    /// Gives cases out as they lie, sealed.
    #[command(subcommand)]
    Case(CaseCommand),
    /// Copies everything while the desk serves; keys into a folder of their own.
    Backup(backup::BackUp),
    /// Makes a desk from a copy, in a data folder that is not there yet.
    Restore(backup::Restore),
    /// Lists cases whose last day has passed, and those that are held; or says whether a certificate is one.
    Retention(retention::Asked),
    /// Keeps the accounts of staff.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Closes the chain of what staff did, gives its head out, and says whether it is whole.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Looks at configuration, policies, databases, clock, keys, mail and host names: one line each.
    Doctor(ConfigFile),
}

#[derive(Debug, Subcommand)]
enum RosterCommand {
    /// On the server: writes what is to be signed: keys offered, policies, and the rosters until now.
    Request(roster::ToRequest),
    /// Where the desk's key is: shows the next rosters and signs them.
    Sign(roster::ToSign),
    /// On the server: puts signed rosters in force, and another desk key, if one follows.
    Import(roster::ToImport),
}

#[derive(Debug, Subcommand)]
enum SuccessionCommand {
    /// Where the desk's key is: names the next key, which signs the next rosters. `roster import` takes both.
    Make(succession::ToMake),
}

#[derive(Debug, Subcommand)]
enum ReleaseCommand {
    /// On the server: writes what a table is made from, sealed, into a folder.
    Gather(release::Gather),
    /// Where the desk's key is: checks the folder, shows the table, and signs it.
    Make(release::Make),
    /// On the server: publishes a signed table.
    Import(release::Import),
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Closes the days before today; `serve` does so a moment after midnight.
    Close(ConfigFile),
    /// Prints the signed head of the last day that was closed, in one line, for somebody outside to keep.
    Head(ConfigFile),
    /// Says whether the chain is whole, also by heads that were kept outside. Exit code 1 if it is not.
    Verify(audit::Verify),
}

#[derive(Debug, Subcommand)]
enum AccountCommand {
    /// Makes an account.
    Add(account::Asked),
    /// Prints a link by which somebody makes an account, or sets a new password.
    Invite(invite::Asked),
    /// Lists the links that are open, or takes one back.
    Invitations(invite::ListAsked),
    /// Writes down where a desk account gets the mail of each working day.
    Mail(account::MailAsked),
    /// Writes down an account's last day, after which nobody signs in with it.
    End(account_kept::EndAsked),
    /// Takes all second factors of a desk account away, for somebody who lost them.
    SecondFactor(account_kept::FactorAsked),
}

#[derive(Debug, Subcommand)]
enum CaseCommand {
    /// Writes the sealed files of one case into a folder, with a README for whoever holds a key.
    Export(case::Asked),
    /// Lists ids and days of all cases, and nothing else.
    List(ConfigFile),
}

#[derive(Debug, clap::Args)]
struct ConfigFile {
    /// The settings file.
    #[arg(long)]
    config: PathBuf,
}

/// Warnings of all, and what the program says itself. The library of passkeys would quote what a browser sent.
const LOGGED: &str = "warn,sotomado=info,webauthn_rs=off,webauthn_rs_core=off";

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let typed = Typed::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::new(LOGGED))
        .without_time()
        .with_ansi(false)
        .init();
    // Two cores are plenty, and every thread costs memory while nothing happens.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(obey(typed.command)),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("sotomado: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn obey(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve(typed) => serve::serve(&typed.config).await?,
        Command::Demo(asked) => demo::demo(asked).await?,
        Command::Init(asked) => init::init(asked).await?,
        Command::Case(CaseCommand::Export(asked)) => case::export(asked).await?,
        Command::Case(CaseCommand::List(typed)) => case::list(&typed.config).await?,
        Command::Roster(RosterCommand::Request(asked)) => roster::ask(asked).await?,
        Command::Roster(RosterCommand::Sign(asked)) => roster::sign(&asked)?,
        Command::Roster(RosterCommand::Import(asked)) => roster::import(asked).await?,
        Command::Succession(SuccessionCommand::Make(asked)) => succession::make(&asked)?,
        Command::Release(ReleaseCommand::Gather(asked)) => release::gather(asked).await?,
        Command::Release(ReleaseCommand::Make(asked)) => release::make(&asked)?,
        Command::Release(ReleaseCommand::Import(asked)) => release::import(asked).await?,
        Command::Backup(asked) => backup::back_up(asked).await?,
        Command::Restore(asked) => backup::restore(asked).await?,
        Command::Retention(asked) => return retention::obey(asked).await,
        Command::Account(AccountCommand::Add(asked)) => account::add(asked).await?,
        Command::Account(AccountCommand::Invite(asked)) => invite::invite(asked).await?,
        Command::Account(AccountCommand::Invitations(asked)) => invite::list(asked).await?,
        Command::Account(AccountCommand::Mail(asked)) => account::mail(asked).await?,
        Command::Account(AccountCommand::End(asked)) => account_kept::end(asked).await?,
        Command::Account(AccountCommand::SecondFactor(asked)) => {
            account_kept::second_factor(asked).await?;
        }
        Command::Audit(AuditCommand::Close(typed)) => audit::close(&typed.config).await?,
        Command::Audit(AuditCommand::Head(typed)) => audit::head(&typed.config).await?,
        Command::Audit(AuditCommand::Verify(asked)) => return audit::verify(asked).await,
        Command::Doctor(typed) => return Ok(doctor::doctor(&typed.config).await),
    }
    Ok(ExitCode::SUCCESS)
}
