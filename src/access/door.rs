//! The door itself: a question in the words of the access policies, answered by Cedar.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, Request, RestrictedExpression, Schema, ValidationMode, Validator,
};
use sotomado_core::ids::{AuthorKey, Digest, WindowId};

use super::{AccountId, Action, Actor, Denied, Permit, Resource, Term};

/// The rules' file in the folder of policies, and the one that says by which words they are written.
pub const POLICIES: &str = "access/desk.cedar";
pub const SCHEMA: &str = "access/desk.cedarschema";

/// SHA-256 of the two files, rules first, of which `tests/proofs` has proved that they keep the promises. No others are
/// served by: a start has no solver at hand.
pub const PROVED: [&str; 2] = [
    "e41c63c8e9421b4df4122b8435093067ab4503e9468d68a953f17949ae9aded7",
    "85b6d72d3393a9a5b8c793d141ce0629e543d6fc98ac085c0e7360e0124e93bf",
];

/// Why rules are not taken.
#[derive(Debug, thiserror::Error)]
pub enum AccessFault {
    /// Not written in the language of the rules.
    #[error("{file}: {fault}")]
    Written { file: &'static str, fault: String },
    /// Nobody has proved them.
    #[error(
        "{file} is not one of the files that were proved: put the one that came with the program back, or see docs/access.md"
    )]
    Unproved { file: &'static str },
}

/// The door. It knows every rule and keeps nothing of those who ask.
#[derive(Clone, Debug)]
pub struct Door(Arc<Rules>);

#[derive(Debug)]
struct Rules {
    authorizer: Authorizer,
    policies: PolicySet,
    schema: Schema,
    names: Names,
    actions: BTreeMap<Action, EntityUid>,
}

/// Types as they are asked about, read once.
#[derive(Debug)]
struct Names {
    role: EntityTypeName,
    window: EntityTypeName,
    key: EntityTypeName,
    mailbox: EntityTypeName,
    person: EntityTypeName,
    operator: EntityTypeName,
    case: EntityTypeName,
    account: EntityTypeName,
    desk: EntityTypeName,
    term: EntityTypeName,
    telling: EntityTypeName,
}

impl Door {
    /// A door with the rules of a desk, if they are proved ones.
    ///
    /// # Errors
    /// [`AccessFault`]
    pub fn proved(policies: &str, schema: &str) -> Result<Self, AccessFault> {
        let files = [(POLICIES, policies), (SCHEMA, schema)];
        for ((file, text), proved) in files.into_iter().zip(PROVED) {
            if Digest::of(text.as_bytes()).to_string() != proved {
                return Err(AccessFault::Unproved { file });
            }
        }
        Self::of(policies, schema)
    }

    /// A door with any rules that are well written, proved or not: for those who prove them.
    ///
    /// # Errors
    /// [`AccessFault::Written`]
    pub fn of(policies: &str, schema: &str) -> Result<Self, AccessFault> {
        let wrong = |file: &'static str| move |fault: String| AccessFault::Written { file, fault };
        let (schema, _) = Schema::from_cedarschema_str(schema)
            .map_err(|fault| wrong(SCHEMA)(fault.to_string()))?;
        let policies: PolicySet = policies
            .parse()
            .map_err(|fault: cedar_policy::ParseErrors| wrong(POLICIES)(fault.to_string()))?;
        let judged = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        if let Some(fault) = judged.validation_errors().next() {
            return Err(wrong(POLICIES)(fault.to_string()));
        }
        let rules = Rules {
            authorizer: Authorizer::new(),
            policies,
            schema,
            names: Names::read().map_err(wrong(SCHEMA))?,
            actions: actions().map_err(wrong(SCHEMA))?,
        };
        Ok(Self(Arc::new(rules)))
    }

    /// A door with the rules that came with the program: for commands that work before there is a folder of policies.
    ///
    /// # Errors
    /// [`AccessFault`] of a program that was built from files which nobody proved.
    pub fn shipped() -> Result<Self, AccessFault> {
        let [policies, schema] = [
            include_str!("../../policies/access/desk.cedar"),
            include_str!("../../policies/access/desk.cedarschema"),
        ];
        static READ: OnceLock<Door> = OnceLock::new();
        if let Some(door) = READ.get() {
            return Ok(door.clone());
        }
        let door = Self::proved(policies, schema)?;
        Ok(READ.get_or_init(|| door).clone())
    }

    /// Says whether `actor` may do `action` to `resource`.
    ///
    /// # Errors
    /// [`Denied`] for everything that no rule allows, and for what the schema has no word for.
    pub fn permit(
        &self,
        actor: &Actor,
        action: Action,
        resource: &Resource,
    ) -> Result<Permit, Denied> {
        let allowed = self.0.allows(actor, action, resource);
        if !allowed.is_some_and(|allowed| allowed) {
            return Err(Denied);
        }
        Ok(Permit {
            actor: actor.clone(),
            action,
            resource: resource.clone(),
        })
    }
}

impl Rules {
    fn allows(&self, actor: &Actor, action: Action, resource: &Resource) -> Option<bool> {
        let (principal, object) = (self.principal(actor)?, self.object(resource)?);
        let action = self.actions.get(&action)?.clone();
        let request = Request::new(
            principal.uid(),
            action,
            object.uid(),
            Context::empty(),
            Some(&self.schema),
        )
        .ok()?;
        let entities = Entities::from_entities([principal, object], None).ok()?;
        let answer = self
            .authorizer
            .is_authorized(&request, &self.policies, &entities);
        // A rule that fails in being asked is no rule that was proved.
        let sound = answer.diagnostics().errors().next().is_none();
        Some(sound && answer.decision() == Decision::Allow)
    }

    fn principal(&self, actor: &Actor) -> Option<Entity> {
        let names = &self.names;
        match actor {
            Actor::Mailbox { window, key } => {
                let of = [("window".to_owned(), self.a_window(window))];
                entity(names.mailbox(window, key), of, [])
            }
            Actor::Counsellor { account, author } => {
                self.person(account, &["Reader"], None, author.as_ref())
            }
            Actor::Lead { account, author } => {
                self.person(account, &["Reader", "Lead"], None, author.as_ref())
            }
            Actor::HrReader { account, window } => {
                self.person(account, &["HrReader"], Some(window), None)
            }
            Actor::Operator => entity(uid(&names.operator, String::new()), [], []),
        }
    }

    fn person(
        &self,
        account: &AccountId,
        roles: &[&str],
        window: Option<&WindowId>,
        key: Option<&AuthorKey>,
    ) -> Option<Entity> {
        let window = window.map(|window| ("window".to_owned(), self.a_window(window)));
        let key = key.map(|key| ("key".to_owned(), self.a_key(key)));
        let roles = roles
            .iter()
            .map(|role| uid(&self.names.role, (*role).to_owned()));
        entity(
            self.names.person(account),
            window.into_iter().chain(key),
            roles,
        )
    }

    fn object(&self, resource: &Resource) -> Option<Entity> {
        let names = &self.names;
        match resource {
            Resource::Window(window) => entity(uid(&names.window, window.to_string()), [], []),
            Resource::Case {
                window,
                case,
                mailbox,
                readers,
                gone,
            } => {
                let keys = |all: &[AuthorKey]| {
                    RestrictedExpression::new_set(all.iter().map(|key| self.a_key(key)))
                };
                let mailbox = names.mailbox(window, mailbox);
                let of = [
                    ("window".to_owned(), self.a_window(window)),
                    (
                        "mailbox".to_owned(),
                        RestrictedExpression::new_entity_uid(mailbox),
                    ),
                    ("readers".to_owned(), keys(readers)),
                    ("gone".to_owned(), keys(gone)),
                ];
                entity(uid(&names.case, case.to_string()), of, [])
            }
            Resource::Telling {
                window,
                telling,
                mailbox,
            } => {
                let mailbox = names.mailbox(window, mailbox);
                let of = [
                    ("window".to_owned(), self.a_window(window)),
                    (
                        "mailbox".to_owned(),
                        RestrictedExpression::new_entity_uid(mailbox),
                    ),
                ];
                entity(uid(&names.telling, telling.to_string()), of, [])
            }
            Resource::Account(account) => {
                let person = names.person(account);
                let of = [(
                    "of".to_owned(),
                    RestrictedExpression::new_entity_uid(person),
                )];
                entity(uid(&names.account, hex::encode(account.0)), of, [])
            }
            Resource::Desk => entity(uid(&names.desk, String::new()), [], []),
            Resource::Term(term) => self.term(term),
        }
    }

    fn term(&self, term: &Term) -> Option<Entity> {
        let yes_or_no = [("due", term.due), ("held", term.held), ("lost", term.lost)];
        let people = [("proposer", term.proposer), ("lifter", term.lifter)];
        let people = people.into_iter().filter_map(|(name, account)| {
            let person = self.names.person(&account?);
            let person = RestrictedExpression::new_entity_uid(person);
            Some((name.to_owned(), person))
        });
        let keys = [
            ("readers", &term.readers),
            ("roster", &term.roster),
            ("proposerKeys", &term.proposer_keys),
            ("lifterKeys", &term.lifter_keys),
        ];
        let keys = keys.map(|(name, all)| {
            let all = all.iter().map(|key| self.a_key(key));
            (name.to_owned(), RestrictedExpression::new_set(all))
        });
        let of = yes_or_no
            .map(|(name, yes)| (name.to_owned(), RestrictedExpression::new_bool(yes)))
            .into_iter()
            .chain(people)
            .chain(keys);
        entity(uid(&self.names.term, term.case.to_string()), of, [])
    }

    fn a_window(&self, window: &WindowId) -> RestrictedExpression {
        RestrictedExpression::new_entity_uid(uid(&self.names.window, window.to_string()))
    }

    fn a_key(&self, key: &AuthorKey) -> RestrictedExpression {
        RestrictedExpression::new_entity_uid(uid(&self.names.key, key.to_string()))
    }
}

impl Names {
    fn read() -> Result<Self, String> {
        let name = |text: &str| -> Result<EntityTypeName, String> {
            text.parse()
                .map_err(|fault: cedar_policy::ParseErrors| fault.to_string())
        };
        Ok(Self {
            role: name("Role")?,
            window: name("Window")?,
            key: name("Key")?,
            mailbox: name("Mailbox")?,
            person: name("Person")?,
            operator: name("Operator")?,
            case: name("Case")?,
            account: name("Account")?,
            desk: name("Desk")?,
            term: name("Term")?,
            telling: name("Telling")?,
        })
    }

    fn person(&self, account: &AccountId) -> EntityUid {
        uid(&self.person, hex::encode(account.0))
    }

    /// The same key at another window is another mailbox.
    fn mailbox(&self, window: &WindowId, key: &AuthorKey) -> EntityUid {
        uid(&self.mailbox, format!("{window}/{key}"))
    }
}

fn actions() -> Result<BTreeMap<Action, EntityUid>, String> {
    let kind: EntityTypeName = "Action"
        .parse()
        .map_err(|fault: cedar_policy::ParseErrors| fault.to_string())?;
    let all = Action::ALL.iter();
    let named = all.map(|action| (*action, uid(&kind, action.name().to_owned())));
    Ok(named.collect())
}

fn uid(kind: &EntityTypeName, id: String) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

fn entity(
    uid: EntityUid,
    of: impl IntoIterator<Item = (String, RestrictedExpression)>,
    within: impl IntoIterator<Item = EntityUid>,
) -> Option<Entity> {
    let (of, within): (HashMap<_, _>, HashSet<_>) =
        (of.into_iter().collect(), within.into_iter().collect());
    Entity::new(uid, of, within).ok()
}
