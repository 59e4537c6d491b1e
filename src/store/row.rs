//! The tables as sea-orm sees them; column by column they are explained in `migrations/`.

macro_rules! table {
    ($name:ident, $table:literal, { $($(#[$meta:meta])* $column:ident: $kind:ty,)+ }) => {
        pub mod $name {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                $($(#[$meta])* pub $column: $kind,)+
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

table!(windows, "windows", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    short_name: String,
    name: String,
});

table!(rosters, "rosters", {
    #[sea_orm(primary_key, auto_increment = false)]
    digest: Vec<u8>,
    window: Vec<u8>,
    epoch: i64,
    first_day: String,
    last_day: String,
    frame: Vec<u8>,
});

table!(successions, "successions", {
    #[sea_orm(primary_key, auto_increment = false)]
    digest: Vec<u8>,
    window: Vec<u8>,
    frame: Vec<u8>,
});

table!(cases, "cases", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    window: Vec<u8>,
    mailbox: Vec<u8>,
    arrived_day: String,
    open: bool,
    next_day: String,
    urgent: bool,
    retention_day: String,
    sealed_here: bool,
});

table!(entries, "entries", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    case: Vec<u8>,
    window: Vec<u8>,
    log: String,
    name: Vec<u8>,
    bucket: i64,
    day: String,
});

table!(uploads, "uploads", {
    #[sea_orm(primary_key, auto_increment = false)]
    case: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    window: Vec<u8>,
    name: Vec<u8>,
    bucket: i64,
    length: i64,
    day: String,
});

table!(files, "files", {
    #[sea_orm(primary_key, auto_increment = false)]
    case: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    window: Vec<u8>,
    name: Vec<u8>,
    bucket: i64,
    day: String,
});

table!(case_readers, "case_readers", {
    #[sea_orm(primary_key, auto_increment = false)]
    case: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    reader: Vec<u8>,
    window: Vec<u8>,
    read_day: Option<String>,
    unread_day: Option<String>,
    gone: bool,
});

table!(remains, "remains", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    kind: String,
});

table!(codings, "codings", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    window: Vec<u8>,
    name: Vec<u8>,
    last_day: String,
});

table!(incidents, "incidents", {
    #[sea_orm(primary_key, auto_increment = false)]
    mailbox: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    window: Vec<u8>,
    name: Vec<u8>,
    last_day: String,
});

table!(tellings, "tellings", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    window: Vec<u8>,
    mailbox: Vec<u8>,
    last_day: String,
    ended: bool,
});

table!(telling_files, "telling_files", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    telling: Vec<u8>,
    back: bool,
    name: Vec<u8>,
});

table!(drafts, "drafts", {
    #[sea_orm(primary_key, auto_increment = false)]
    mailbox: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    window: Vec<u8>,
    name: Vec<u8>,
    last_day: String,
});

table!(desk_accounts, "desk_accounts", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    sign_in: String,
    name: String,
    profession: String,
    appointed_by: String,
    adviser: String,
    role: String,
    password: String,
    key_author: Option<Vec<u8>>,
    key_recipient: Option<String>,
    key_file: Option<Vec<u8>>,
    mail: Option<String>,
    ends: Option<String>,
});

table!(outbox, "outbox", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    account: Vec<u8>,
    day: String,
    kind: String,
    state: String,
    tries: i64,
});

table!(desk_sessions, "desk_sessions", {
    #[sea_orm(primary_key, auto_increment = false)]
    token: Vec<u8>,
    account: Vec<u8>,
    last_day: String,
    factor: Option<String>,
});

table!(desk_passkeys, "desk_passkeys", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    account: Vec<u8>,
    label: String,
    added: String,
    credential_id: Vec<u8>,
    credential: String,
    key_copy: Option<Vec<u8>>,
});

table!(desk_codes, "desk_codes", {
    #[sea_orm(primary_key, auto_increment = false)]
    account: Vec<u8>,
    secret: Vec<u8>,
});

table!(trends_accounts, "trends_accounts", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    window: Vec<u8>,
    sign_in: String,
    name: String,
    password: String,
    ends: Option<String>,
});

table!(trends_sessions, "trends_sessions", {
    #[sea_orm(primary_key, auto_increment = false)]
    token: Vec<u8>,
    account: Vec<u8>,
    last_day: String,
});

table!(releases, "releases", {
    #[sea_orm(primary_key, auto_increment = false)]
    digest: Vec<u8>,
    window: Option<Vec<u8>>,
    day: String,
    file: Vec<u8>,
});

table!(audit, "audit", {
    #[sea_orm(primary_key, auto_increment = false)]
    place: i64,
    day: String,
    account: Option<Vec<u8>>,
    action: String,
    case: Option<Vec<u8>>,
    salt: Vec<u8>,
    before: Vec<u8>,
    digest: Vec<u8>,
    head: Option<Vec<u8>>,
});

table!(restores, "restores", {
    #[sea_orm(primary_key, auto_increment = false)]
    day: String,
    copy_day: String,
});

table!(invitations, "invitations", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    purpose: String,
    role: String,
    name: String,
    profession: String,
    appointed_by: String,
    adviser: String,
    account: Option<Vec<u8>>,
    last_day: String,
});

table!(recoveries, "recoveries", {
    #[sea_orm(primary_key, auto_increment = false)]
    account: Vec<u8>,
    digest: Vec<u8>,
});

table!(returns, "returns", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    to: Vec<u8>,
    account: Vec<u8>,
    how: String,
    day: String,
});

table!(destructions, "destructions", {
    #[sea_orm(primary_key, auto_increment = false)]
    case: Vec<u8>,
    window: Vec<u8>,
    proposer: Vec<u8>,
    day: String,
    word: Option<Vec<u8>>,
});

table!(holds, "holds", {
    #[sea_orm(primary_key, auto_increment = false)]
    case: Vec<u8>,
    window: Vec<u8>,
    account: Vec<u8>,
    day: String,
    look_day: String,
    lifter: Option<Vec<u8>>,
    lift_day: Option<String>,
    lift_word: Option<Vec<u8>>,
});

table!(certificates, "certificates", {
    #[sea_orm(primary_key, auto_increment = false)]
    digest: Vec<u8>,
    window: Vec<u8>,
    day: String,
    frame: Vec<u8>,
});

table!(ended, "ended", {
    #[sea_orm(primary_key, auto_increment = false)]
    digest: Vec<u8>,
});

table!(audit_keys, "audit_keys", {
    #[sea_orm(primary_key, auto_increment = false)]
    case: Vec<u8>,
    key: Vec<u8>,
});

table!(key_files, "key_files", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Vec<u8>,
    case: Vec<u8>,
    window: Vec<u8>,
    to: String,
    purpose: String,
    file: Vec<u8>,
});
