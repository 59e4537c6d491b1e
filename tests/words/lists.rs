//! What the tests of messages go by.

/// The languages, Japanese first.
pub const LANGUAGES: [&str; 3] = ["ja", "ja-yasashii", "en"];

/// An id begins with the name of its file.
pub const NAMES: [&str; 17] = [
    "shell", "window", "mailbox", "plain", "desk", "trends", "how", "faults", "files", "consent",
    "counter", "mail", "sitting", "own", "told", "phone", "previews",
];

/// Names that are the same in two languages.
pub const SAME: [&str; 0] = [];

/// Literals of code that look like an id and are something else.
pub const NO_MESSAGE: [&str; 8] = [
    "files-fault",
    "files-list",
    "files-sending-heading",
    "consent-differs",
    "consent-expired",
    "consent-revoked",
    "consent-crossed",
    "consent-used",
];

/// Prefixes by which a page takes all messages of its script, or a sentence by its code; no use of any one message.
pub const WHOLE: [&str; 12] = [
    "shell-",
    "window-js-",
    "mailbox-js-",
    "desk-js-",
    "own-js-",
    "trends-js-",
    "counter-js-",
    "consent-desk-",
    "sitting-js-",
    "told-js-",
    "phone-js-",
    "faults-",
];

/// What the pages never say, and what they say instead.
pub const BANNED: [(&str, &str); 7] = [
    ("被害者", "相談した人"),
    ("加害者", "関係する人"),
    ("行為者", "関係する人"),
    ("通報", "相談"),
    ("送信", "封をして送る"),
    ("完全匿名", "名前は聞きません"),
    ("ハラスメント", "つらいこと"),
];
