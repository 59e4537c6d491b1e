//! Each line of the rules is needed: without it, or with it turned, widened or let off its condition, a proof breaks or somebody
//! can no longer do their work.

use cedar_policy::PolicySet;
use sotomado::access::{AccountId, Action, Actor, Door, Resource, Term};
use sotomado_core::ids::{AuthorKey, CaseId, TellingId, WindowId};

use crate::changed::mutants;
use crate::promised::PROMISES;
use crate::said::KINDS;
use crate::{Prover, RULES, WORDS};

const WINDOW: WindowId = WindowId([1; 16]);
const KEY: AuthorKey = AuthorKey([3; 32]);
const LEADS: AuthorKey = AuthorKey([10; 32]);
const MAILBOX: AuthorKey = AuthorKey([4; 32]);
const ACCOUNT: AccountId = AccountId([5; 16]);

type Work = (Actor, &'static [Action], Resource);

fn a_case() -> Resource {
    Resource::Case {
        window: WINDOW,
        case: CaseId([9; 16]),
        mailbox: MAILBOX,
        readers: vec![KEY],
        gone: vec![AuthorKey([6; 32])],
    }
}

fn a_telling() -> Resource {
    Resource::Telling {
        window: WINDOW,
        telling: TellingId([8; 16]),
        mailbox: MAILBOX,
    }
}

/// The work of staff that must be possible.
fn work_of_staff() -> Vec<Work> {
    use Action::*;
    let (account, author, window) = (ACCOUNT, Some(KEY), WINDOW);
    let counsellor = Actor::Counsellor { account, author };
    let lead = Actor::Lead { account, author };
    let hr = Actor::HrReader { account, window };
    let (own, at) = (Resource::Account(ACCOUNT), Resource::Window(WINDOW));
    let on_case: &[Action] = &[
        ReadCase,
        WriteToCase,
        AddKeys,
        SetNextDay,
        SetOpen,
        TakeOutCase,
        StepAside,
        RemoveReader,
    ];
    let for_window: &[Action] = &[ImportRoster, GatherCodings, ImportRelease];
    let of_desk: &[Action] = &[SeeOfferedKeys, SeePolicies, SeeAudit, SeeLeftLying];
    let enrolling: &[Action] = &[SeeAccounts, Invite, LetBackIn, RevokeInvitation, EndAccount];
    vec![
        (counsellor.clone(), on_case, a_case()),
        (
            counsellor.clone(),
            &[
                ListOwnCases,
                OfferKey,
                KeepRecovery,
                SeeReturns,
                KeepOwnSignIn,
            ],
            own,
        ),
        (
            counsellor,
            &[HoldCodings, HoldTellings, FileHeard],
            at.clone(),
        ),
        (lead.clone(), on_case, a_case()),
        (lead.clone(), of_desk, Resource::Desk),
        (lead.clone(), enrolling, Resource::Desk),
        (lead, for_window, at.clone()),
        (hr, &[SeeReleases], at),
    ]
}

/// A case before its last day, after it, to be destroyed, held, and to be let go; by others' words.
fn terms() -> [Term; 5] {
    let (one, two) = (vec![AuthorKey([7; 32])], vec![AuthorKey([8; 32])]);
    let another = Some(AccountId([6; 16]));
    let young = Term {
        window: WINDOW,
        case: CaseId([9; 16]),
        readers: vec![KEY],
        roster: vec![KEY, LEADS],
        due: false,
        held: false,
        lost: false,
        proposer: None,
        proposer_keys: Vec::new(),
        lifter: None,
        lifter_keys: Vec::new(),
    };
    let due = Term {
        due: true,
        ..young.clone()
    };
    let proposed = Term {
        proposer: another,
        proposer_keys: one,
        ..due.clone()
    };
    let held = Term {
        held: true,
        ..young.clone()
    };
    let lifting = Term {
        lifter: another,
        lifter_keys: two,
        ..held.clone()
    };
    [young, due, proposed, held, lifting]
}

/// The end of cases, by two people.
fn work_at_the_end() -> Vec<Work> {
    use Action::*;
    let account = ACCOUNT;
    let reader = Actor::Counsellor {
        account,
        author: Some(KEY),
    };
    let lead = Actor::Lead {
        account,
        author: None,
    };
    let signing = Actor::Lead {
        account,
        author: Some(LEADS),
    };
    let [young, due, proposed, held, lifting] = terms();
    let of = |who: &Actor, actions: &'static [Action], term: &Term| -> Work {
        (who.clone(), actions, Resource::Term(term.clone()))
    };
    let mut all: Vec<Work> = Vec::new();
    // Whoever's key no roster names looks, holds, and takes back what was proposed.
    for who in [&reader, &lead] {
        all.push((who.clone(), &[SeeTerms], Resource::Desk));
        for term in [&young, &due, &held] {
            all.push(of(who, &[SeeTerm, HoldCase], term));
        }
        all.push(of(who, &[WithdrawDestruction], &proposed));
    }
    for who in [&reader, &signing] {
        all.push(of(who, &[ProposeDestruction], &due));
        all.push(of(who, &[ConfirmDestruction], &proposed));
        all.push(of(who, &[ProposeLifting], &held));
        all.push(of(who, &[ConfirmLifting], &lifting));
    }
    let lost = Term {
        readers: Vec::new(),
        lost: true,
        ..proposed
    };
    all.push(of(&reader, &[ConfirmDestruction], &lost));
    all
}

/// That of reporters and of the operator.
fn work_of_others() -> Vec<Work> {
    use Action::*;
    let reporter = Actor::Mailbox {
        window: WINDOW,
        key: MAILBOX,
    };
    let (own, at) = (Resource::Account(ACCOUNT), Resource::Window(WINDOW));
    let in_mailbox: &[Action] = &[OpenMailbox, WriteToMailbox, TakeBack];
    let of_desk: &[Action] = &[
        AddAccount,
        AddWindow,
        BeginDesk,
        SeeOfferedKeys,
        ListCases,
        SeeTerms,
        SeeAudit,
        BackUp,
        Restore,
        SeeAccounts,
        Invite,
        LetBackIn,
        RevokeInvitation,
        EndAccount,
    ];
    let for_window: &[Action] = &[ImportRoster, AddAccount, GatherCodings, ImportRelease];
    vec![
        (
            reporter.clone(),
            &[FileReport, HoldDraft, HoldIncident],
            at.clone(),
        ),
        (reporter.clone(), in_mailbox, a_case()),
        (reporter, &[OpenTelling, AnswerTelling], a_telling()),
        (Actor::Operator, of_desk, Resource::Desk),
        (Actor::Operator, for_window, at),
        (Actor::Operator, &[OfferKey, ResetSignIn], own),
        (Actor::Operator, &[ExportCase], a_case()),
    ]
}

/// What somebody can no longer do.
fn stopped(rules: &str) -> Option<String> {
    let door = match Door::of(rules, WORDS) {
        Ok(door) => door,
        // The language itself refuses it.
        Err(fault) => return Some(fault.to_string()),
    };
    let mut all = work_of_staff()
        .into_iter()
        .chain(work_of_others())
        .chain(work_at_the_end());
    all.find_map(|(actor, actions, resource)| {
        let refused = |action: &&Action| door.permit(&actor, **action, &resource).is_err();
        let action = actions.iter().find(refused)?;
        Some(format!("{actor:?} can no longer {action:?}"))
    })
}

/// Rules as they stand in the file, each with its comment.
fn lines() -> Vec<&'static str> {
    RULES
        .split_inclusive(";\n")
        .filter(|rule| rule.contains("@id"))
        .collect()
}

/// Who may do what, as people call it: no word of the schema but the action's.
fn reads_as_a_sentence(found: &str) {
    let said = found.split("たとえば").next().unwrap();
    assert!(said.starts_with('「') && said.ends_with("をできてしまいます。"));
    for (raw, _) in KINDS {
        let named = said.contains(&format!("、{raw}に")) || said.contains(&format!("。{raw}が"));
        assert!(!named, "{said}");
    }
}

#[tokio::test]
async fn every_line_of_the_rules_is_needed() {
    assert_eq!(stopped(RULES), None);
    is_needed(0).await;
}

#[tokio::test]
async fn every_line_of_the_rules_is_needed_and_the_next() {
    is_needed(1).await;
}

#[tokio::test]
async fn every_line_of_the_rules_is_needed_and_the_one_after() {
    is_needed(2).await;
}

#[tokio::test]
async fn every_line_of_the_rules_is_needed_and_the_last() {
    is_needed(3).await;
}

/// Every fourth rule, from this one on: a solver takes its time, and four run beside each other.
async fn is_needed(from: usize) {
    let mut tried = 0;
    for rule in lines().into_iter().skip(from).step_by(4) {
        // A solver of its own: what one was asked makes it slower.
        let mut prover = Prover::with_cvc5();
        let kinds = prover.kinds_of(rule);
        for (name, mutant) in mutants(rule) {
            let changed = RULES.replacen(rule, &mutant, 1);
            tried += 1;
            if stopped(&changed).is_some() {
                continue;
            }
            let rules: PolicySet = changed.parse().unwrap();
            let mut found = None;
            for promise in PROMISES {
                found = prover.refutes_of(&kinds, &rules, promise).await;
                if found.is_some() {
                    break;
                }
            }
            match found {
                Some(found) => {
                    reads_as_a_sentence(&found);
                    println!("{name}: {found}");
                }
                // Another way to write the same: proved, too.
                None => {
                    let whole = RULES.parse().unwrap();
                    assert!(
                        prover.same(&kinds, &whole, &rules).await,
                        "{name}: nothing breaks without\n{rule}"
                    );
                }
            }
        }
    }
    println!("{tried} mutants");
    assert!(tried > 30, "{tried}");
}
