//! One request and one answer, as the stories speak of them.

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::Request;
use axum::http::Response;
use serde_json::Value;

/// A request to one of the three hosts.
#[derive(Clone, Debug)]
pub struct Ask {
    pub method: String,
    pub host: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Ask {
    pub fn new(method: &str, host: &str, path: &str, body: &str) -> Self {
        let mut headers = Vec::new();
        if body.starts_with(['{', '[', '"']) || body == "null" {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let [method, host, path] = [method, host, path].map(str::to_owned);
        Self {
            method,
            host,
            path,
            headers,
            body: body.as_bytes().to_vec(),
        }
    }

    pub fn get(host: &str, path: &str) -> Self {
        Self::new("GET", host, path, "")
    }

    pub fn post(host: &str, path: &str, body: &str) -> Self {
        Self::new("POST", host, path, body)
    }

    /// With a header more; an empty cookie is none.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    pub fn request(self, authority: &str) -> Request<Body> {
        let mut builder = Request::builder()
            .method(&*self.method)
            .uri(&self.path)
            .header("host", authority);
        for (name, value) in &self.headers {
            builder = builder.header(name, value);
        }
        builder.body(Body::from(self.body)).unwrap()
    }
}

/// What came back, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX)
            .await
            .unwrap()
            .to_vec();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("{}: no JSON: {}", self.status, self.text()))
    }

    pub fn header(&self, name: &str) -> Option<String> {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
    }

    /// The problem's code for programs.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    #[track_caller]
    pub fn is(&self, status: u16) {
        assert_eq!(self.status, status, "{}", self.text());
    }

    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.code().as_str()),
            (status, code),
            "{}",
            self.text()
        );
    }
}
