//! The end of cases. Whoever is one of the two signs it with their own key.

use serde_json::json;

use crate::client;
use crate::http::Answer;
use crate::people::Staff;
use crate::world::World;

impl Staff {
    /// Section 5.11: this person's word about the end of cases, as it is sent.
    pub fn word(&self, world: &World, deed: &str, cases: &[&str], day: &str) -> String {
        let digest = |case: &&str| hex::encode(client::sha256(&hex::decode(case).unwrap()));
        let mut named: Vec<String> = cases.iter().map(digest).collect();
        named.sort();
        let window = world.app.window("shiojiri").unwrap().id.to_string();
        let body = json!({"v": 1, "window": window, "key": self.author(), "deed": deed, "cases": named, "day": day});
        client::b64(&client::frame("ending", &body, &self.key, 1))
    }

    pub async fn ends(&self, world: &World, what: &str, cases: &[&str]) -> Answer {
        let word = self.word(world, &format!("{what}-destruction"), cases, &world.today());
        self.ends_by(world, what, cases, &word).await
    }

    /// With this word, whosever it is.
    pub async fn ends_by(&self, world: &World, what: &str, cases: &[&str], word: &str) -> Answer {
        let body = json!({"organisation": "shiojiri", "cases": cases, "word": word});
        let path = format!("/desk/api/retention/{what}");
        self.send(world, "POST", &path, &body).await
    }

    pub async fn holds(&self, world: &World, case: &str, look: &str) -> Answer {
        let body = json!({"case": case, "look": look});
        self.send(world, "POST", "/desk/api/retention/hold", &body)
            .await
    }

    /// Proposes to let it go, or does so where a colleague has proposed it.
    pub async fn lifts(&self, world: &World, case: &str) -> Answer {
        let seen = self.get(world, "/desk/api/retention").await.json();
        let mut cases = seen["cases"].as_array().unwrap().iter();
        let held = cases.find(|one| one["case"] == case);
        let lifting = held.is_some_and(|one| !one["held"]["lifting"].is_null());
        let deed = if lifting {
            "confirm-lifting"
        } else {
            "propose-lifting"
        };
        let word = self.word(world, deed, &[case], &world.today());
        self.lifts_by(world, case, &word).await
    }

    pub async fn lifts_by(&self, world: &World, case: &str, word: &str) -> Answer {
        let body = json!({"case": case, "word": word});
        self.send(world, "POST", "/desk/api/retention/lift", &body)
            .await
    }
}
