//! The parts of which each room makes its `/openapi.json`.

use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Content, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder,
    RefOr, Required, ResponseBuilder,
};

/// The name of the scheme of [`Described::signed`].
const SIGNED: &str = "signed";
/// The name of the scheme of [`Described::by_session`].
const SESSION: &str = "session";
/// What any request may meet, by status.
const ALWAYS: [(u16, &[&str]); 9] = [
    (400, &["malformed"]),
    (404, &["not-found"]),
    (408, &["too-slow"]),
    (411, &["no-length"]),
    (414, &["malformed"]),
    (415, &["packed"]),
    (421, &["wrong-host"]),
    (500, &["broken"]),
    (507, &["no-room"]),
];

/// One method of one path.
pub struct Described {
    method: HttpMethod,
    path: &'static str,
    operation: OperationBuilder,
    refusals: Vec<(u16, Vec<&'static str>)>,
}

/// A route that anyone may ask.
#[must_use]
pub fn route(method: HttpMethod, path: &'static str, summary: &str) -> Described {
    let names = path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next());
    let parameters = names.map(|name| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .schema(Some(in_path(name)))
            .build()
    });
    let operation = OperationBuilder::new()
        .summary(Some(summary))
        .parameters(Some(parameters));
    let mut described = Described {
        method,
        path,
        operation,
        refusals: Vec::new(),
    };
    for (status, codes) in ALWAYS {
        described = described.refuses(status, codes);
    }
    described
}

fn in_path(name: &str) -> Schema {
    match name {
        "org" => text(),
        "digest" | "file" | "id" | "session" => hex(64),
        _ => hex(32),
    }
}

impl Described {
    /// Signed by a mailbox key, in the header `Authorization`.
    #[must_use]
    pub fn signed(mut self) -> Self {
        self.operation = self
            .operation
            .security(SecurityRequirement::new::<_, [&str; 0], &str>(SIGNED, []));
        self.refuses(401, &["not-signed", "stale-challenge", "no-work"])
    }

    /// By a staff session's cookie.
    #[must_use]
    pub fn by_session(mut self) -> Self {
        self.operation = self
            .operation
            .security(SecurityRequirement::new::<_, [&str; 0], &str>(SESSION, []));
        self.refuses(401, &["sign-in"])
            .refuses(403, &["second-factor"])
    }

    /// By the session of the lead.
    #[must_use]
    pub fn by_lead(self) -> Self {
        self.by_session().refuses(403, &["forbidden"])
    }

    /// Changes something: a page of another host may not ask it.
    #[must_use]
    pub fn from_here(self) -> Self {
        self.refuses(403, &["foreign-origin"])
    }

    /// Takes a value in the query.
    #[must_use]
    pub fn asks(mut self, name: &str, schema: Schema, required: Required) -> Self {
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Query)
            .required(required)
            .schema(Some(schema));
        self.operation = self.operation.parameter(parameter);
        self
    }

    /// Takes a JSON body.
    #[must_use]
    pub fn sends(self, schema: Schema) -> Self {
        self.body("application/json", schema)
            .refuses(415, &["not-json"])
    }

    /// Takes bytes as they are.
    #[must_use]
    pub fn sends_octets(self) -> Self {
        self.body("application/octet-stream", text())
    }

    fn body(mut self, kind: &str, schema: Schema) -> Self {
        let body = RequestBodyBuilder::new()
            .content(kind, Content::new(Some(schema)))
            .required(Some(Required::True))
            .build();
        self.operation = self.operation.request_body(Some(body));
        self.refuses(413, &["too-large"])
    }

    /// Answers with JSON.
    #[must_use]
    pub fn gives(self, status: u16, what: &str, schema: Schema) -> Self {
        self.answer(status, what, Some(("application/json", schema)))
    }

    /// Answers with bytes as they are.
    #[must_use]
    pub fn gives_octets(self, what: &str) -> Self {
        self.answer(200, what, Some(("application/octet-stream", text())))
    }

    /// Answers with a status alone.
    #[must_use]
    pub fn gives_nothing(self, status: u16, what: &str) -> Self {
        self.answer(status, what, None)
    }

    fn answer(mut self, status: u16, what: &str, content: Option<(&str, Schema)>) -> Self {
        let mut response = ResponseBuilder::new().description(what);
        if let Some((kind, schema)) = content {
            response = response.content(kind, Content::new(Some(schema)));
        }
        self.operation = self.operation.response(status.to_string(), response);
        self
    }

    /// Refuses with a problem document of one of these codes.
    #[must_use]
    pub fn refuses(mut self, status: u16, codes: &[&'static str]) -> Self {
        match self.refusals.iter_mut().find(|(known, _)| *known == status) {
            Some((_, known)) => known.extend(codes),
            None => self.refusals.push((status, codes.to_vec())),
        }
        self
    }

    fn build(self) -> (&'static str, PathItem) {
        let mut operation = self.operation;
        for (status, codes) in self.refusals {
            let response = ResponseBuilder::new()
                .description(codes.join(", "))
                .content(
                    "application/problem+json",
                    Content::new(Some(problem(status, &codes))),
                );
            operation = operation.response(status.to_string(), response);
        }
        (self.path, PathItem::new(self.method, operation))
    }
}

/// The whole description of one host. `cookie` is the name of its session's cookie, if it has one.
#[must_use]
pub fn document(title: &str, cookie: Option<&str>, routes: Vec<Described>) -> OpenApi {
    let info = InfoBuilder::new()
        .title(title)
        .version(env!("CARGO_PKG_VERSION"));
    let mut paths = PathsBuilder::new();
    for route in routes {
        // A path that is there already gets one method more.
        let (path, item) = route.build();
        paths = paths.path(path, item);
    }
    let scheme = match cookie {
        Some(name) => (SESSION, ApiKey::Cookie(ApiKeyValue::new(name))),
        None => (
            SIGNED,
            ApiKey::Header(ApiKeyValue::with_description(
                "Authorization",
                "Sotomado key=…, challenge=…, signature=…, work=…: made as docs/protocol.md, section 6, says",
            )),
        ),
    };
    let components =
        ComponentsBuilder::new().security_scheme(scheme.0, SecurityScheme::ApiKey(scheme.1));
    OpenApiBuilder::new()
        .info(info)
        .paths(paths)
        .components(Some(components.build()))
        .build()
}

fn problem(status: u16, codes: &[&str]) -> Schema {
    given(&[
        ("type", words(&["about:blank"])),
        ("title", text()),
        (
            "status",
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .enum_values(Some([status]))
                .into(),
        ),
        ("detail", text()),
        ("code", words(codes)),
        (
            "kept",
            ObjectBuilder::new()
                .schema_type(Type::Boolean)
                .enum_values(Some([false]))
                .into(),
        ),
    ])
}

/// Any text.
#[must_use]
pub fn text() -> Schema {
    ObjectBuilder::new().schema_type(Type::String).into()
}

/// One of these words.
#[must_use]
pub fn words(all: &[&str]) -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(all.iter().copied()))
        .into()
}

fn like(pattern: &str) -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(pattern))
        .into()
}

/// Lower-case hex of so many characters.
#[must_use]
pub fn hex(length: usize) -> Schema {
    like(&format!("^[0-9a-f]{{{length}}}$"))
}

/// Standard base64.
#[must_use]
pub fn base64() -> Schema {
    like("^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$")
}

/// A calendar day.
#[must_use]
pub fn day() -> Schema {
    like("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
}

/// An age recipient.
#[must_use]
pub fn recipient() -> Schema {
    like("^age1[02-9ac-hj-np-z]{58}$")
}

/// A whole number from 0.
#[must_use]
pub fn number() -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(0))
        .into()
}

/// Yes or no.
#[must_use]
pub fn yes_or_no() -> Schema {
    ObjectBuilder::new().schema_type(Type::Boolean).into()
}

/// A list.
#[must_use]
pub fn list(of: Schema) -> Schema {
    ArrayBuilder::new().items(RefOr::T(of)).into()
}

/// An object as the program gives it: these members and no other.
#[must_use]
pub fn given(members: &[(&str, Schema)]) -> Schema {
    object(members)
        .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)))
        .into()
}

/// An object as the program takes it: these members, and others that nobody looks at.
#[must_use]
pub fn taken(members: &[(&str, Schema)]) -> Schema {
    object(members).into()
}

/// An object with these members, each of which must be there.
#[must_use]
pub fn object(members: &[(&str, Schema)]) -> ObjectBuilder {
    members.iter().fold(
        ObjectBuilder::new().schema_type(Type::Object),
        |object, (name, schema)| object.property(*name, schema.clone()).required(*name),
    )
}

/// An object of any names with one kind of value.
#[must_use]
pub fn map(of: Schema) -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(of))
        .into()
}

/// The same, or null.
#[must_use]
pub fn or_null(schema: Schema) -> Schema {
    let null: Schema = ObjectBuilder::new().schema_type(Type::Null).into();
    utoipa::openapi::schema::OneOfBuilder::new()
        .item(schema)
        .item(null)
        .into()
}

/// A sealed entry as sent.
#[must_use]
pub fn entries_sent(logs: &[&str]) -> Schema {
    list(taken(&[
        ("id", hex(64)),
        ("log", words(logs)),
        ("file", base64()),
    ]))
}

/// Key files as sent.
#[must_use]
pub fn keys_sent() -> Schema {
    list(taken(&[
        ("to", text()),
        ("purpose", words(&["case", "desk"])),
        ("file", base64()),
    ]))
}

/// Sealed entries as given out.
#[must_use]
pub fn entries_given(logs: &[&str]) -> Schema {
    list(given(&[
        ("id", hex(64)),
        ("log", words(logs)),
        ("day", day()),
        ("file", base64()),
    ]))
}

/// Key files as given out.
#[must_use]
pub fn keys_given() -> Schema {
    list(given(&[
        ("purpose", words(&["case", "desk"])),
        ("file", base64()),
    ]))
}

/// What was kept.
#[must_use]
pub fn receipt() -> Schema {
    given(&[("kept", words(&["now", "before"]))])
}
