//! Readers who leave a case, and what they say of it.

use age::x25519;
use serde_json::{Value, json};

use crate::client::sent;
use crate::http::Answer;
use crate::people::pen::key_file;
use crate::people::staff::{OpenCase, Staff};
use crate::world::World;

impl Staff {
    /// Goes on from the names to what the case says.
    pub async fn says_it_reads(&self, world: &World, case: &str) -> Answer {
        let path = format!("/desk/api/cases/{case}/read");
        self.send(world, "POST", &path, &Value::Null).await
    }

    /// Leaves for good; `instead` are given the case then.
    pub async fn steps_aside(
        &self,
        world: &World,
        case: &mut OpenCase,
        instead: &[&Self],
    ) -> Answer {
        let said = json!({"what": "外れました", "text": "", "is": "aside"});
        let body = self.leaving(world, case, &said, instead);
        let path = format!("/desk/api/cases/{}/aside", case.place.case);
        self.send(world, "POST", &path, &body).await
    }

    /// Removes another reader for good.
    pub async fn removes(
        &self,
        world: &World,
        case: &mut OpenCase,
        who: &Self,
        go_on: &[&Self],
    ) -> Answer {
        let said = json!({"what": "外しました", "text": "担当替え", "is": "removed", "reader": who.author()});
        let mut body = self.leaving(world, case, &said, go_on);
        body["reader"] = json!(who.author());
        let path = format!("/desk/api/cases/{}/remove", case.place.case);
        self.send(world, "POST", &path, &body).await
    }

    /// What is sent then, after all that lay there when the case was opened.
    pub fn leaving(
        &self,
        world: &World,
        case: &mut OpenCase,
        said: &Value,
        keys_for: &[&Self],
    ) -> Value {
        let known = case.raw["entries"].as_array().unwrap().len();
        let identity = case.identities["case"].clone();
        let to = identity.to_public();
        let file = case
            .case_pen
            .write(&case.place, "case", "handover", &world.now(), said, &to);
        let for_one = |reader: &&Self| {
            let to: (&str, &x25519::Recipient) = (&reader.author(), &reader.identity.to_public());
            key_file(&case.place, "case", &identity, to, &self.key, &world.now())
        };
        let keys: Vec<Value> = keys_for.iter().map(for_one).collect();
        json!({"entries": [sent("case", &file)], "keys": keys, "known": known})
    }
}
