//! The yearly table by the real program, away from the server: gathered, made where the key is, and brought back.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ed25519_dalek::SigningKey;
use secrecy::SecretString;
use sotomado::sealing;

use crate::client::chance;
use crate::people::coding::{Coder, YEAR};
use crate::release::renewed;
use crate::rosters::{Succeeding, sends};
use crate::world::World;

/// When the year is over, by the clock of the program alone.
const MAY: &str = "@2027-05-10 12:00:00";
const PASSPHRASE: &str = "seven words that nobody but the lead has";

struct Stick {
    dir: tempfile::TempDir,
    config: PathBuf,
}

impl Stick {
    fn of(world: &World) -> Self {
        let stick = Self {
            dir: tempfile::tempdir().unwrap(),
            config: world.folder().join("config.toml"),
        };
        stick.keeps(&world.desk_key, "desk-key.age", PASSPHRASE);
        fs::write(stick.at("passphrase"), PASSPHRASE).unwrap();
        stick
    }

    fn keeps(&self, key: &SigningKey, file: &str, passphrase: &str) {
        let public = hex::encode(key.verifying_key().to_bytes());
        let secret = hex::encode(key.to_bytes());
        let text = format!("# sotomado desk key 1\n# public: {public}\n# secret: {secret}\n");
        let under = SecretString::from(passphrase.to_owned());
        let sealed = sealing::seal_with_passphrase(&under, text.as_bytes()).unwrap();
        fs::write(self.at(file), sealed).unwrap();
    }

    fn at(&self, file: &str) -> PathBuf {
        self.dir.path().join(file)
    }

    fn run(&self, words: &[&str], paths: &[(&str, &Path)]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sotomado"));
        command
            .env("LD_PRELOAD", libfaketime())
            .env("FAKETIME", MAY)
            .env("DONT_FAKE_MONOTONIC", "1");
        command.arg("release").args(words);
        for (option, path) in paths {
            if option.is_empty() {
                command.arg(path);
            } else {
                command.arg(option).arg(path);
            }
        }
        command.output().unwrap()
    }

    fn gathers(&self, to: &str) -> Output {
        let paths = [("--config", &*self.config), ("--to", &*self.at(to))];
        self.run(&["gather", "--organisation", "shiojiri"], &paths)
    }

    fn makes(&self, from: &str, numbers: &[String], to: Option<&str>) -> Output {
        self.makes_of(YEAR, from, numbers, to)
    }

    fn makes_of(&self, year: u16, from: &str, numbers: &[String], to: Option<&str>) -> Output {
        self.makes_with(&[], (year, from), numbers, to)
    }

    /// With more files from the stick, each behind its option.
    fn makes_with(
        &self,
        more: &[(&str, &str)],
        (year, from): (u16, &str),
        numbers: &[String],
        to: Option<&str>,
    ) -> Output {
        let more: Vec<_> = more
            .iter()
            .map(|(option, file)| (*option, self.at(file)))
            .collect();
        let year = year.to_string();
        let mut words = vec!["make", "--year", &year];
        for number in numbers {
            words.extend(["--number", number]);
        }
        let (from, key, passphrase) = (
            self.at(from),
            self.at("desk-key.age"),
            self.at("passphrase"),
        );
        let mut paths = vec![
            ("--from", &*from),
            ("--desk-key", &*key),
            ("--passphrase-file", &*passphrase),
        ];
        paths.extend(more.iter().map(|(option, file)| (*option, &**file)));
        let to = to.map(|to| self.at(to));
        if let Some(to) = &to {
            paths.push(("--to", to));
        }
        self.run(&words, &paths)
    }

    fn imports(&self, file: &str) -> Output {
        let file = self.at(file);
        self.run(&["import"], &[("--config", &*self.config), ("", &*file)])
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

pub fn libfaketime() -> PathBuf {
    let folders = fs::read_dir("/usr/lib").unwrap();
    let lies = |folder: &Path| folder.join("faketime/libfaketime.so.1");
    let mut all = folders.map(|folder| lies(&folder.unwrap().path()));
    let found = all.find(|path| path.exists());
    found.expect("libfaketime: ops/ready test installs it")
}

#[tokio::test]
async fn a_table_is_made_without_a_browser_and_what_is_wrong_is_named() {
    let world = World::new().await;
    let mut coders = Vec::new();
    for staff in &world.counsellors {
        let mut coder = Coder::of_year(&world, staff, "shiojiri", YEAR);
        for (family, count) in [("power", 12), ("customer", 11), ("other", 4)] {
            for nth in 0..count {
                let name = coder.pseudonym(chance(), &hex::encode(chance::<16>()));
                coder.codes(&world, &name, family, nth == 0).await.is(204);
            }
        }
        coder.closes(&world).await.is(204);
        coders.push(coder);
    }
    let numbers: Vec<String> = coders.iter().map(|coder| coder.number.clone()).collect();
    let stick = Stick::of(&world);
    let gathered = stick.gathers("gathered");
    assert!(gathered.status.success(), "{}", said(&gathered));
    // The roster of November has ended by May, and the next is not in the folder.
    let old = stick.makes("gathered", &numbers, Some("old.release"));
    assert!(said(&old).contains("does not hold today"), "{}", said(&old));
    assert!(!stick.at("old.release").exists());
    world.later(24 * 3600 * 167);
    let mut lead = world.lead.clone();
    lead.signs_in(&world, "desk").await.is(204);
    renewed(&world, &lead).await;
    let gathered = stick.gathers("renewed");
    assert!(gathered.status.success(), "{}", said(&gathered));
    // In the year before the first roster no desk was there yet.
    let early = stick.makes_of(YEAR - 1, "renewed", &[], Some("early.release"));
    assert!(said(&early).contains("no-roster") && !stick.at("early.release").exists());

    // Without a number, or with an older one, it stops and says whose ledger it is.
    let stopped = stick.makes("renewed", &numbers[1..], None);
    let told = said(&stopped);
    assert!(
        !stopped.status.success() && told.contains("no-number"),
        "{told}"
    );
    assert!(told.contains("相談員A"), "{told}");
    let shown = stick.makes("renewed", &numbers, None);
    let told = said(&shown);
    assert!(
        shown.status.success() && told.contains("Nothing was signed"),
        "{told}"
    );
    assert!(told.contains("roster 2, from 2027-05-10"), "{told}");
    // Zeros of the four families without a case are told: the table is large enough.
    assert!(told.contains("total published: 80"), "{told}");
    let made = stick.makes("renewed", &numbers, Some("table.release"));
    assert!(made.status.success(), "{}", said(&made));

    // A file less in the folder.
    let folder = stick.at("renewed/codings");
    let coding = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| fs::metadata(path).unwrap().len() < 3000)
        .unwrap();
    fs::remove_file(coding).unwrap();
    let stopped = stick.makes("renewed", &numbers, Some("other.release"));
    assert!(said(&stopped).contains("missing") && !stick.at("other.release").exists());

    let bytes = fs::read(stick.at("table.release")).unwrap();
    let mut bent = bytes.clone();
    let at = bent.len() / 2;
    bent[at] ^= 1;
    fs::write(stick.at("bent.release"), bent).unwrap();
    assert!(!stick.imports("bent.release").status.success());
    let imported = stick.imports("table.release");
    assert!(imported.status.success(), "{}", said(&imported));
    let again = stick.imports("table.release");
    assert!(!again.status.success(), "frozen");
    // From now on it is among what is gathered.
    assert!(stick.gathers("again").status.success());
    let releases = fs::read_dir(stick.at("again/releases")).unwrap().count();
    assert_eq!(releases, 1);
    let stopped = stick.makes("again", &numbers, None);
    assert!(
        said(&stopped).contains("has a release already"),
        "{}",
        said(&stopped)
    );
}

/// Two counsellors coded by the first key, the third after another had followed it: both open the year, and the newer signs.
#[tokio::test]
async fn a_year_in_which_another_key_followed_takes_the_former_one_too() {
    const FORMER: [(&str, &str); 2] = [
        ("--former-desk-key", "former.age"),
        ("--former-passphrase-file", "former-words"),
    ];
    let mut world = World::new().await;
    let mut coders = Vec::new();
    for staff in &world.counsellors[..2] {
        let mut coder = Coder::of_year(&world, staff, "shiojiri", YEAR);
        for nth in 0..12 {
            let name = coder.pseudonym(chance(), &hex::encode(chance::<16>()));
            coder.codes(&world, &name, "power", nth == 0).await.is(204);
        }
        coder.closes(&world).await.is(204);
        coders.push(coder);
    }
    world.later(24 * 3600 * 167);
    let mut lead = world.lead.clone();
    lead.signs_in(&world, "desk").await.is(204);
    world.lead = lead;
    let (former, new) = (world.desk_key.clone(), SigningKey::from_bytes(&chance()));
    world.desk_key = new.clone();
    let step = Succeeding::at(&world, &former, "shiojiri").to(&new);
    let next = step.with("shiojiri", world.roster("shiojiri", 2), &new);
    sends(&world, &[next]).await.is(201);
    let mut third = world.counsellors[2].clone();
    third.signs_in(&world, "desk").await.is(204);
    let mut coder = Coder::of_year(&world, &third, "shiojiri", YEAR);
    for _ in 0..11 {
        let name = coder.pseudonym(chance(), &hex::encode(chance::<16>()));
        coder.codes(&world, &name, "customer", false).await.is(204);
    }
    coder.closes(&world).await.is(204);
    coders.push(coder);
    let numbers: Vec<String> = coders.iter().map(|coder| coder.number.clone()).collect();

    let stick = Stick::of(&world);
    stick.keeps(&former, "former.age", "the words of before");
    fs::write(stick.at("former-words"), "the words of before").unwrap();
    assert!(stick.gathers("gathered").status.success());
    // By the new key alone, what was sealed to the former is as if it were not there: named, and no table.
    let stopped = stick.makes("gathered", &numbers, Some("half.release"));
    let told = said(&stopped);
    assert!(told.contains("12 of 38 files open"), "{told}");
    for name in ["相談員A", "相談員B"] {
        assert!(told.contains(&format!("no-ledger  {name}")), "{told}");
    }
    assert!(!stick.at("half.release").exists());
    // Nor by the former alone: it signs nothing any more.
    fs::rename(stick.at("desk-key.age"), stick.at("new.age")).unwrap();
    stick.keeps(&former, "desk-key.age", PASSPHRASE);
    let refused = stick.makes("gathered", &numbers, Some("old.release"));
    assert!(
        said(&refused).contains("rosters are not the desk's") && !stick.at("old.release").exists()
    );
    fs::rename(stick.at("new.age"), stick.at("desk-key.age")).unwrap();

    let wrong = [FORMER[0], ("--former-passphrase-file", "passphrase")];
    let refused = stick.makes_with(&wrong, (YEAR, "gathered"), &numbers, None);
    assert!(!refused.status.success() && said(&refused).contains("passphrase"));
    let made = stick.makes_with(&FORMER, (YEAR, "gathered"), &numbers, Some("table.release"));
    let told = said(&made);
    assert!(
        made.status.success() && told.contains("38 of 38 files open"),
        "{told}"
    );
    for line in [
        "power            cases    24",
        "customer         cases    11",
    ] {
        assert!(told.contains(line), "{told}");
    }
    let imported = stick.imports("table.release");
    assert!(imported.status.success(), "{}", said(&imported));
}
