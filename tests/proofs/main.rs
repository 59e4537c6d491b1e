//! What the rules of access promise, proved on the very files that `serve` loads, by Cedar's symbolic compiler and cvc5: for every
//! principal, role, key, case and window there could be, not for those that a test thinks of. A counter-example comes out as a sentence.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may fail by panicking, and says what it proved"
)]

mod changed;
mod mutants;
mod promised;
mod said;

use cedar_policy::{PolicySet, RequestEnv, Schema};
use cedar_policy_symcc::solver::LocalSolver;
use cedar_policy_symcc::{CedarSymCompiler, CompiledPolicySet};

use promised::{PROMISES, Promise};

pub const RULES: &str = include_str!("../../policies/access/desk.cedar");
pub const WORDS: &str = include_str!("../../policies/access/desk.cedarschema");

pub fn schema() -> Schema {
    let (schema, warnings) = Schema::from_cedarschema_str(WORDS).unwrap();
    assert_eq!(warnings.count(), 0);
    schema
}

/// The solver, and what is asked of it.
pub struct Prover {
    schema: Schema,
    compiler: CedarSymCompiler<LocalSolver>,
}

impl Prover {
    pub fn with_cvc5() -> Self {
        // Ten minutes for all that it is asked, and not one: a busy machine proves the same.
        let solver = LocalSolver::cvc5_with_args(["--tlimit=600000"])
            .expect("cvc5: `ops/ready test` installs it");
        Self {
            schema: schema(),
            compiler: CedarSymCompiler::new(solver).unwrap(),
        }
    }

    fn compiled(&self, set: &PolicySet, kind: &RequestEnv) -> CompiledPolicySet {
        CompiledPolicySet::compile(set, kind, &self.schema).unwrap()
    }

    fn kinds(&self) -> Vec<RequestEnv> {
        self.schema.request_envs().collect()
    }

    /// Those in which a rule can have a part: a changed rule changes nothing of the others, for which all was proved.
    pub fn kinds_of(&self, rule: &str) -> Vec<RequestEnv> {
        let mut kinds = self.kinds();
        kinds.retain(|kind| {
            let about = format!("resource is {}\n", kind.resource());
            !rule.contains("resource is ") || rule.contains(&about)
        });
        kinds
    }

    /// None if nothing that `promise` forbids is ever permitted; else who may do what all the same.
    pub async fn refutes(&mut self, rules: &PolicySet, promise: &Promise) -> Option<String> {
        let kinds = self.kinds();
        self.refutes_of(&kinds, rules, promise).await
    }

    /// The same, of some kinds of request alone.
    pub async fn refutes_of(
        &mut self,
        kinds: &[RequestEnv],
        rules: &PolicySet,
        promise: &Promise,
    ) -> Option<String> {
        let never: PolicySet = promise.never.parse().unwrap();
        for kind in kinds {
            let (rules, never) = (self.compiled(rules, kind), self.compiled(&never, kind));
            let found = self
                .compiler
                .check_disjoint_with_counterexample_opt(&rules, &never)
                .await
                .unwrap();
            if let Some(found) = found {
                return Some(said::sentence(promise.name, &found));
            }
        }
        None
    }
}

impl Prover {
    /// Whether two sets of rules permit the same, whoever asks in one of these ways.
    pub async fn same(&mut self, kinds: &[RequestEnv], one: &PolicySet, other: &PolicySet) -> bool {
        for kind in kinds {
            let (one, other) = (self.compiled(one, kind), self.compiled(other, kind));
            let same = self.compiler.check_equivalent_opt(&one, &other).await;
            if !same.unwrap() {
                return false;
            }
        }
        true
    }
}

#[tokio::test]
async fn promise_01_outside_and_07_the_right_readers_hold_whoever_asks() {
    let rules: PolicySet = RULES.parse().unwrap();
    let mut prover = Prover::with_cvc5();
    let kinds = prover.kinds().len();
    for promise in PROMISES {
        let against = prover.refutes(&rules, promise).await;
        assert_eq!(against, None);
        println!("proved, for {kinds} kinds of request: {}", promise.name);
    }
}

/// A rule that fails where it is asked is passed over by Cedar: a `forbid` that did would permit.
#[tokio::test]
async fn no_rule_ever_fails_in_being_asked() {
    use cedar_policy_symcc::CompiledPolicy;
    let rules: PolicySet = RULES.parse().unwrap();
    let mut prover = Prover::with_cvc5();
    for kind in prover.kinds() {
        for rule in rules.policies() {
            let compiled = CompiledPolicy::compile(rule, &kind, &prover.schema).unwrap();
            let never = prover.compiler.check_never_errors_opt(&compiled).await;
            assert!(never.unwrap(), "{rule}");
        }
    }
}

/// The program serves by these files and no others.
#[test]
fn the_files_that_were_proved_are_those_that_are_served_by() {
    use sotomado::access::PROVED;
    use sotomado_core::ids::Digest;
    let proved = [RULES, WORDS].map(|text| Digest::of(text.as_bytes()).to_string());
    assert_eq!(
        PROVED, proved,
        "once the proofs hold, write these digests into src/access/door.rs"
    );
}
