//! An employee whose browser runs no script: forms in, pages out.

use crate::http::Answer;
use crate::http::Ask;
use crate::world::World;

/// What a browser sends of a form: names and values, in order.
pub type Fields<'a> = &'a [(&'a str, &'a str)];

/// Posts a form of the window's path without script.
pub fn posted(org: &str, under: &str, fields: Fields<'_>) -> Ask {
    let boundary = "----form7c1d";
    let mut body = String::new();
    for (name, value) in fields {
        body += &format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body += &value.replace('\n', "\r\n");
        body += "\r\n";
    }
    body += &format!("--{boundary}--\r\n");
    Ask::post("window", &format!("/o/{org}/plain{under}"), &body)
        .with("accept", "text/html")
        .with(
            "content-type",
            &format!("multipart/form-data; boundary={boundary}"),
        )
}

/// The value of the first hidden field of that name.
pub fn hidden(page: &str, name: &str) -> String {
    let mark = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
    let rest = page.split(&mark).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// The six groups on a receipt.
pub fn code_on(page: &str) -> String {
    let list = page.split("id=\"code\"").nth(1).unwrap_or_default();
    let list = list.split("</ol>").next().unwrap();
    list.split("<li>")
        .skip(1)
        .map(|group| group.split('<').next().unwrap())
        .collect::<Vec<_>>()
        .join(" ")
}

/// An employee without script.
pub struct PlainReporter {
    pub org: &'static str,
    pub slip: String,
    pub token: String,
}

impl PlainReporter {
    /// Reads what this path means, and agrees.
    pub async fn agrees(world: &World, org: &'static str) -> Self {
        let page = world
            .send(Ask::get("window", &format!("/o/{org}/plain")))
            .await;
        page.is(200);
        let mut me = Self {
            org,
            slip: hidden(&page.text(), "slip"),
            token: String::new(),
        };
        let page = me
            .sends(world, "", &[("agree", "yes"), ("to", "write")])
            .await;
        page.is(200);
        me.slip = hidden(&page.text(), "slip");
        me
    }

    /// Posts a form with what its page carried.
    pub async fn sends(&self, world: &World, under: &str, fields: Fields<'_>) -> Answer {
        let mut all = vec![("slip", self.slip.as_str()), ("token", self.token.as_str())];
        all.extend(fields);
        world.send(posted(self.org, under, &all)).await
    }

    pub async fn reports(&self, world: &World, words: &str) -> Answer {
        self.sends(world, "/report", &[("words", words), ("to", "send")])
            .await
    }

    /// Comes back with the code; keeps what the page carries.
    pub async fn opens(&mut self, world: &World, code: &str) -> Answer {
        let page = self.sends(world, "/mailbox", &[("code", code)]).await;
        self.keeps(&page);
        page
    }

    pub fn keeps(&mut self, page: &Answer) {
        self.slip = hidden(&page.text(), "slip");
        self.token = hidden(&page.text(), "token");
    }

    pub async fn writes(&self, world: &World, words: &str) -> Answer {
        self.sends(world, "/reply", &[("words", words), ("to", "send")])
            .await
    }
}

/// The same form with a file behind its fields, as a browser sends it; the button comes last.
pub fn with_file(mut ask: Ask, name: &str, bytes: &[u8]) -> Ask {
    let end = b"------form7c1d--\r\n";
    ask.body.truncate(ask.body.len() - end.len());
    let head = format!(
        "------form7c1d\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\n"
    );
    ask.body.extend(head.bytes());
    ask.body.extend(bytes);
    ask.body.extend(b"\r\n");
    ask.body.extend(end);
    ask
}

impl PlainReporter {
    /// Sends a form with a file.
    pub async fn sends_file(
        &self,
        world: &World,
        under: &str,
        fields: Fields<'_>,
        (name, bytes): (&str, &[u8]),
    ) -> Answer {
        let mut all = vec![("slip", self.slip.as_str()), ("token", self.token.as_str())];
        all.extend(fields);
        world
            .send(with_file(posted(self.org, under, &all), name, bytes))
            .await
    }
}
