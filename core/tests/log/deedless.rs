//! A stage that tells somebody is not noted without its deed: a step that says the case is there is passed over, and named.

use sotomado_core::entry::{Body, Deed, Log, Moved, Step};
use sotomado_core::ids::Digest;
use sotomado_core::policy;
use sotomado_core::procedure::{Procedure, Refusal, of_case};

use crate::world::World;

const FILES: [(&str, &str); 2] = [
    (
        "procedures/city.toml",
        include_str!("../../../policies/procedures/city.toml"),
    ),
    (
        "procedures/police.toml",
        include_str!("../../../policies/procedures/police.toml"),
    ),
];

fn notes(procedure: &Procedure, text: &str, to: &str) -> Body {
    Body::Step(Step {
        what: "伝えました".into(),
        text: String::new(),
        deed: Some(Deed::Moved(Moved {
            procedure: procedure.id.clone(),
            policy: Digest::of(text.as_bytes()),
            to: to.into(),
        })),
    })
}

#[test]
fn promise_09_no_stage_that_tells_somebody_is_noted_by_hand() {
    let mut tried = 0;
    for (file, text) in FILES {
        let procedure = policy::signed_procedure(file, text).unwrap();
        let first = procedure.stages.first().unwrap();
        let ways = first
            .next
            .iter()
            .filter_map(|edge| procedure.stage(edge.to));
        for stage in ways.filter(|stage| stage.tells.is_some()) {
            let mut world = World::new();
            world.write(11, Log::Case, notes(&procedure, text, &stage.id));
            let history = of_case(&procedure, &world.view(), None).unwrap();
            assert_eq!(history.state.stage, 0, "{}", stage.id);
            let [odd] = history.odd.as_slice() else {
                panic!("{}: {:?}", stage.id, history.odd);
            };
            let needs = matches!(
                odd.why,
                Refusal::ConsentNeeded { .. } | Refusal::SecondNeeded { .. }
            );
            assert!(needs, "{:?}", odd.why);
            tried += 1;
        }
    }
    assert!(tried > 4, "{tried}");
}
