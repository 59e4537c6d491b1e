//! What is left of a case that two people destroyed: nothing on the disk, nothing in the newest copy, and nothing that an older
//! copy brings back.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use sotomado::access::{Action, Actor, Door, Resource};
use sotomado::store::CopyPlace;

use crate::dump::{Row, files, seize};
use crate::export::told;
use crate::operator::Desk;
use crate::people::Reporter;
use crate::retention::{worked_on, years_later};
use crate::world::World;

const PIECE: usize = 32;

/// Pieces of sealed bytes, found again by their beginnings.
struct Pieces(HashMap<[u8; 8], HashSet<Vec<u8>>>);

impl Pieces {
    /// Every sealed byte of a case: entries, attached files, key files and the key of its mark. What every age file begins with
    /// is not among them.
    async fn of(world: &World, case: &str) -> Self {
        let dump = seize(&world.data()).await;
        let of_case = |row: &&Row| row["case"].to_lowercase().contains(case);
        let blob = |cell: &str| hex::decode(cell[2..].trim_end_matches('\'')).unwrap();
        let mut all = Vec::new();
        for table in ["entries", "files"] {
            for row in dump.tables[table].iter().filter(of_case) {
                let name = hex::encode(blob(&row["name"]));
                let file = dump.files.iter().find(|(path, ..)| path.ends_with(&name));
                all.push(file.unwrap().1.clone());
            }
        }
        assert!(all.len() > 4, "words, answer, note and a file");
        let keys = dump.tables["key_files"].iter().filter(of_case);
        all.extend(keys.map(|row| blob(&row["file"])));
        let keys = dump.tables["audit_keys"].iter().filter(of_case);
        all.extend(keys.map(|row| blob(&row["key"])));
        let mut pieces = HashMap::<_, HashSet<_>>::new();
        for piece in all.iter().flat_map(|bytes| bytes.chunks_exact(PIECE)) {
            if !piece.starts_with(b"age-encryption.org") {
                let begins: [u8; 8] = piece[..8].try_into().unwrap();
                pieces.entry(begins).or_default().insert(piece.to_vec());
            }
        }
        Self(pieces)
    }

    /// The files under a folder in which one of them lies, wherever it begins.
    fn found(&self, folder: &Path) -> Vec<String> {
        let lies = |bytes: &[u8]| {
            bytes.windows(PIECE).any(|part| {
                let begins: [u8; 8] = part[..8].try_into().unwrap();
                self.0.get(&begins).is_some_and(|all| all.contains(part))
            })
        };
        files(folder)
            .into_iter()
            .filter(|(_, bytes, _)| lies(bytes))
            .map(|(path, ..)| path)
            .collect()
    }
}

/// Where the copy of this name lies.
pub fn copy_place(world: &World, name: &str) -> CopyPlace {
    let at = |part: &str| world.folder().join("copies").join(part);
    CopyPlace {
        tables: at(name).join("tables"),
        keys: at(name).join("keys"),
        files: at("files"),
    }
}

pub async fn copies(world: &World, name: &str) {
    let copy = copy_place(world, name);
    for folder in [&copy.tables, &copy.keys, &copy.files] {
        fs::create_dir_all(folder).unwrap();
    }
    let door = Door::shipped().unwrap();
    let permit = door.permit(&Actor::Operator, Action::BackUp, &Resource::Desk);
    let copied = world.app.store.back_up(&permit.unwrap(), &copy).await;
    copied.unwrap();
}

/// Databases, logs, free pages, sealed files and the newest copy are searched for every piece of what was sealed, and a case that
/// stays is found by the same search.
#[tokio::test]
async fn promise_14_no_byte_of_a_destroyed_case_is_left_nor_in_the_newest_copy() {
    let world = World::new().await;
    if world.app.config.database.is_some() {
        // What a server keeps of rows that are gone stands in `store::tests::taking_back` and in operations.md.
        return;
    }
    let case = worked_on(&world, "消えること").await.place.case;
    let stays = worked_on(&world, "のこること").await.place.case;
    let [a, b, ..] = years_later(&world).await;
    copies(&world, "before").await;
    let (gone, kept) = (
        Pieces::of(&world, &case).await,
        Pieces::of(&world, &stays).await,
    );
    let (data, all) = (world.data(), world.folder().join("copies"));
    assert!(gone.found(&data).len() > 4 && kept.found(&data).len() > 4);
    a.ends(&world, "propose", &[&case]).await.is(204);
    b.ends(&world, "confirm", &[&case]).await.is(200);
    assert_eq!(gone.found(&data), Vec::<String>::new());
    assert!(kept.found(&data).len() > 4);

    copies(&world, "after").await;
    for part in ["after", "files"] {
        assert_eq!(gone.found(&all.join(part)), Vec::<String>::new(), "{part}");
        assert!(!kept.found(&all.join(part)).is_empty(), "{part}");
    }
    // Its number stands nowhere either; and the copy from before has its keys, for 35 days, as the certificate says.
    let number = hex::decode(&case).unwrap();
    for folder in [&data, &all.join("after")] {
        for (path, bytes, _) in files(folder) {
            let raw = bytes.windows(16).any(|part| part == number);
            let hex = bytes.windows(32).any(|part| part == case.as_bytes());
            assert!(!raw && !hex, "{path}");
        }
    }
    assert_eq!(gone.found(&all.join("before")), ["keys/keys.db"]);
}

/// The same of cases whose code was replaced, before one of their readers was removed and after it: no key file of an older code, of
/// the reader who left or of the identity that followed stays behind.
#[tokio::test]
async fn promise_14_a_case_with_another_code_and_without_a_reader_ends_whole() {
    let world = World::new().await;
    let mut cases = Vec::new();
    let mut pieces = Vec::new();
    for (words, first) in [("番号が先", true), ("外すのが先", false)] {
        let mut reporter = worked_on(&world, words).await;
        let case = reporter.place.case.clone();
        pieces.push(Pieces::of(&world, &case).await);
        if first {
            reporter.renews(&world).await;
        }
        let mut a = world.counsellors[0].clone();
        a.signs_in(&world, "desk").await.is(204);
        let mut held = a.opens(&world, &case).await;
        let b = &world.counsellors[1];
        a.removes(&world, &mut held, b, &[&a]).await.is(201);
        if !first {
            reporter.renews(&world).await;
        }
        reporter.write(&world, "そのあと").await.is(201);
        pieces.push(Pieces::of(&world, &case).await);
        cases.push(case);
    }
    let [a, _, _, lead] = years_later(&world).await;
    let all: Vec<&str> = cases.iter().map(String::as_str).collect();
    a.ends(&world, "propose", &all).await.is(204);
    lead.ends(&world, "confirm", &all).await.is(200);
    for gone in &pieces {
        assert_eq!(gone.found(&world.data()), Vec::<String>::new());
    }
    let dump = seize(&world.data()).await;
    for table in [
        "key_files",
        "audit_keys",
        "remains",
        "cases",
        "entries",
        "files",
    ] {
        assert!(dump.tables[table].is_empty(), "{table}");
    }
    assert!(dump.files.is_empty());
    for case in &cases {
        assert!(!world.disk_bears(case).await);
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn carry(from: &Path, to: &Path) {
    for (path, bytes, _) in files(from) {
        let at = to.join(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, bytes).unwrap();
    }
}

/// Puts back from a copy that was carried elsewhere, onto a machine of this name.
fn puts_back(desk: &Desk, name: &str, lists: &[&Path]) -> (Output, std::path::PathBuf) {
    let machine = desk.stick(name);
    fs::create_dir(&machine).unwrap();
    let config = machine.join("config.toml");
    fs::copy(desk.config(), &config).unwrap();
    let copies = fs::read_dir(desk.stick("elsewhere/copies")).unwrap();
    let mut names = copies.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let day = names.find(|name| name.starts_with("20")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sotomado"));
    command.arg("restore").arg("--config").arg(&config);
    command
        .arg("--from")
        .arg(desk.stick("elsewhere/copies").join(&day));
    command
        .arg("--keys-from")
        .arg(desk.stick("elsewhere/keys").join(&day));
    for list in lists {
        command.arg("--ended").arg(list);
    }
    (command.output().unwrap(), config)
}

/// An older copy with a folder of files of its own time knows nothing of what ended since; the list does.
#[tokio::test]
async fn promise_14_an_older_copy_that_lay_elsewhere_revives_no_destroyed_case() {
    let desk = Desk::new();
    let (world, reporter, mut staff) = told(&desk).await;
    if world.app.config.database.is_some() {
        return;
    }
    let mut other = Reporter::at(&world, "shiojiri").await;
    other.report(&world, "canary", "").await.is(201);
    let (copies, keys) = (desk.stick("copies"), desk.stick("keys"));
    let mut backup = desk.command("backup");
    backup.arg("--to").arg(&copies).arg("--keys-to").arg(&keys);
    assert!(backup.output().unwrap().status.success());
    carry(&copies, &desk.stick("elsewhere/copies"));
    carry(&keys, &desk.stick("elsewhere/keys"));

    world.later(7 * 366 * 24 * 3600);
    for one in &mut staff {
        one.signs_in(&world, "desk").await.is(204);
    }
    let case = reporter.place.case.clone();
    staff[0].ends(&world, "propose", &[&case]).await.is(204);
    staff[1].ends(&world, "confirm", &[&case]).await.is(200);
    let list = world.data().join("ended.list");
    let text = fs::read_to_string(&list).unwrap();
    assert!(!text.contains(&case), "a list of marks under a key");

    // Without the list it is back, and whoever puts back is warned of that.
    let (put, config) = puts_back(&desk, "unwarned", &[]);
    assert!(put.status.success() && said(&put).contains("WARNING"));
    let revived = World::on(&config).await;
    assert!(revived.disk_bears(&case).await);

    let (put, config) = puts_back(&desk, "listed", &[&list]);
    let told = said(&put);
    assert!(
        put.status.success() && told.contains("1 by the list"),
        "{told}"
    );
    assert!(!told.contains("WARNING"), "{told}");
    let again = World::on(&config).await;
    assert!(!again.disk_bears(&case).await);
    // The canary opens, by age and its reader's key.
    for one in &mut staff {
        one.signs_in(&again, "desk").await.is(204);
    }
    let mut opened = false;
    for one in &staff {
        let cases = one.cases(&again).await;
        if cases.iter().any(|row| row["case"] == other.place.case) {
            let case = one.opens(&again, &other.place.case).await;
            opened |= case
                .entries
                .iter()
                .any(|e| e.to_string().contains("canary"));
        }
    }
    assert!(opened, "a canary case opens after all that");

    // Half a list is none, nor is another desk's.
    let half = desk.stick("half.list");
    fs::write(&half, &text[..text.len() - 6]).unwrap();
    let (put, _) = puts_back(&desk, "half", &[&half]);
    assert!(!put.status.success() && said(&put).contains("not a whole one"));
    let foreign = desk.stick("foreign.list");
    let owner = text.lines().nth(1).unwrap();
    fs::write(&foreign, text.replace(owner, &"0".repeat(64))).unwrap();
    let (put, _) = puts_back(&desk, "foreign", &[&foreign]);
    assert!(!put.status.success() && said(&put).contains("another desk's"));
}

impl World {
    /// Whether any row of the tables names this case.
    async fn disk_bears(&self, case: &str) -> bool {
        let dump = seize(&self.data()).await;
        let mut rows = dump.tables.values().flatten();
        rows.any(|row| {
            let mut cells = row.values();
            cells.any(|cell| cell.to_lowercase().contains(case))
        })
    }
}
