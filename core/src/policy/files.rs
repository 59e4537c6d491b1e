//! The files of a policy directory, read one by one; every fault is kept.

use sha2::{Digest, Sha256};
use toml::de::DeTable;

use super::answers;
use super::asking::{self, Asking};
use super::clocks::{self, Clocks};
use super::disclosure::{self, Disclosure};
use super::fault::PolicyFault;
use super::hours::Hours;
use super::intake::Intake;
use super::procedure;
use super::reading::{Reading, Table};
use super::referrals::{self, Referrals};
use super::routes::{self, Routes};
use super::taxonomy::{self, Taxonomy};
use super::{ANSWERS, ASKING, CLOCKS, FILES, OF_A_CASE, PolicyFile, REFERRALS, ROUTES, beside};
use crate::procedure::Procedure;

type OfACase = (
    Procedure,
    Clocks,
    Asking,
    Procedure,
    Procedure,
    Referrals,
    Routes,
);

pub(super) struct Read<'a> {
    pub(super) texts: &'a [(String, String)],
    pub(super) faults: Vec<PolicyFault>,
}

impl<'a> Read<'a> {
    /// A file's text; that it is not there is a fault.
    pub(super) fn there(&mut self, name: &str) -> Option<&'a str> {
        let found = self.text(name);
        if found.is_none() {
            self.faults.push(whole(
                name,
                "このファイルがありません。置いてから、名簿に署名し直してください".to_owned(),
            ));
        }
        found
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.texts
            .iter()
            .find(|(file, _)| file == name)
            .map(|(_, text)| text.as_str())
    }

    /// The two files of the yearly table, which belong together.
    pub(super) fn table(&mut self) -> Option<(Disclosure, Taxonomy)> {
        let disclosure = self.file("disclosure.toml", disclosure::read);
        let taxonomy = self.file("taxonomy.toml", taxonomy::read);
        let (disclosure, taxonomy) = (disclosure?, taxonomy?);
        self.faults.extend(beside::families(&disclosure, &taxonomy));
        Some((disclosure, taxonomy))
    }

    /// What a case is worked by: its course, its clocks, telling the city, telling the police, where else to go, and the
    /// routes. Every one is read, so that all faults are known.
    pub(super) fn of_a_case(
        &mut self,
        hours: Option<&Hours>,
        intake: Option<&Intake>,
    ) -> Option<OfACase> {
        // Nothing of the program goes by it; its faults are known before anybody signs it.
        let answers = self.file(ANSWERS, answers::read);
        let asking = self.file(ASKING, asking::read);
        let clocks = self.file(CLOCKS, clocks::read);
        let [course, city, police] = OF_A_CASE.map(|name| self.file(name, procedure::read));
        let referrals = self.file(REFERRALS, referrals::read);
        let routes = self.file(ROUTES, routes::read);
        if let Some((referrals, intake)) = referrals.as_ref().zip(intake) {
            self.faults.extend(beside::employments(referrals, intake));
        }
        if let Some((clocks, hours)) = clocks.as_ref().zip(hours) {
            self.faults.extend(beside::promised(clocks, hours));
        }
        let (course, city, police) = (course?, city?, police?);
        let (clocks, asking, _) = (clocks?, asking?, answers?);
        let own = [&course, &city, &police];
        self.faults.extend(beside::moments(&clocks, &asking, &own));
        self.faults.extend(beside::asked(&asking, &course));
        self.faults.extend(beside::said(&asking, &course));
        Some((course, clocks, asking, city, police, referrals?, routes?))
    }

    /// All files as they are signed and served, if nothing is wrong with any.
    pub(super) fn all(self) -> Result<Vec<PolicyFile>, Vec<PolicyFault>> {
        if self.faults.is_empty() {
            Ok(FILES.iter().filter_map(|name| self.kept(name)).collect())
        } else {
            Err(self.faults)
        }
    }

    fn kept(&self, name: &str) -> Option<PolicyFile> {
        let text = self.text(name)?.to_owned();
        let sha256 = hex::encode(Sha256::digest(text.as_bytes()));
        Some(PolicyFile {
            name: name.to_owned(),
            text,
            sha256,
        })
    }

    pub(super) fn file<T>(
        &mut self,
        name: &str,
        read: fn(&mut Reading<'_>, Table<'_>) -> Option<T>,
    ) -> Option<T> {
        let text = self.there(name)?;
        let (fields, errors) = DeTable::parse_recoverable(text);
        let mut reading = Reading::new(name, text);
        reading.syntax(&errors);
        // What follows a syntax fault is guesswork; its faults would mislead.
        let found = if errors.is_empty() {
            read(&mut reading, Table::root(fields.get_ref()))
        } else {
            None
        };
        let mut faults = reading.faults();
        faults.sort_by_key(|fault| fault.line);
        let good = faults.is_empty();
        self.faults.extend(faults);
        found.filter(|_| good)
    }
}

pub(super) fn whole(file: &str, what: String) -> PolicyFault {
    PolicyFault {
        file: file.to_owned(),
        line: 0,
        what,
    }
}
