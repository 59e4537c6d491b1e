//! Every rule of the door, and that there are no others.

use super::*;

const WINDOW: WindowId = WindowId([1; 16]);
const OTHER: WindowId = WindowId([2; 16]);
const READER: AuthorKey = AuthorKey([3; 32]);
const MAILBOX: AuthorKey = AuthorKey([4; 32]);

fn case() -> Resource {
    Resource::Case {
        window: WINDOW,
        case: CaseId([9; 16]),
        mailbox: MAILBOX,
        readers: vec![READER],
        gone: vec![AuthorKey([6; 32])],
    }
}

fn allowed(actor: &Actor, resource: &Resource) -> Vec<Action> {
    let door = Door::shipped().unwrap();
    let all = Action::ALL.iter().copied();
    all.filter(|action| door.permit(actor, *action, resource).is_ok())
        .collect()
}

#[test]
fn only_the_mailbox_itself_opens_the_mailbox() {
    let own = Actor::Mailbox {
        window: WINDOW,
        key: MAILBOX,
    };
    assert_eq!(
        allowed(&own, &case()),
        [
            Action::OpenMailbox,
            Action::WriteToMailbox,
            Action::TakeBack
        ]
    );
    assert_eq!(
        allowed(&own, &Resource::Window(WINDOW)),
        [Action::FileReport, Action::HoldDraft, Action::HoldIncident]
    );
    assert!(allowed(&own, &Resource::Window(OTHER)).is_empty());
    assert!(
        allowed(
            &Actor::Mailbox {
                window: OTHER,
                key: MAILBOX
            },
            &case()
        )
        .is_empty()
    );
    assert!(
        allowed(
            &Actor::Mailbox {
                window: WINDOW,
                key: READER
            },
            &case()
        )
        .is_empty()
    );
    assert!(allowed(&own, &Resource::Desk).is_empty());
}

#[test]
fn a_reader_reads_only_cases_that_name_the_key() {
    let reader = Actor::Counsellor {
        account: AccountId([5; 16]),
        author: Some(READER),
    };
    assert_eq!(
        allowed(&reader, &case()),
        [
            Action::ReadCase,
            Action::WriteToCase,
            Action::AddKeys,
            Action::SetNextDay,
            Action::SetOpen,
            Action::StepAside,
            Action::RemoveReader,
            Action::TakeOutCase
        ]
    );
    assert!(
        allowed(
            &Actor::Counsellor {
                account: AccountId([5; 16]),
                author: Some(AuthorKey([8; 32]))
            },
            &case()
        )
        .is_empty()
    );
    assert!(
        allowed(
            &Actor::Counsellor {
                account: AccountId([5; 16]),
                author: None
            },
            &case()
        )
        .is_empty()
    );
    assert_eq!(allowed(&reader, &Resource::Desk), [Action::SeeTerms]);
    assert_eq!(
        allowed(&reader, &Resource::Window(WINDOW)),
        [Action::FileHeard, Action::HoldCodings, Action::HoldTellings]
    );
    assert_eq!(
        allowed(&reader, &Resource::Account(AccountId([5; 16]))),
        [
            Action::ListOwnCases,
            Action::OfferKey,
            Action::KeepRecovery,
            Action::SeeReturns,
            Action::KeepOwnSignIn
        ]
    );
    assert!(allowed(&reader, &Resource::Account(AccountId([6; 16]))).is_empty());
}

#[test]
fn whoever_left_a_case_comes_near_it_no_more_even_with_a_key_for_it() {
    let left = Resource::Case {
        window: WINDOW,
        case: CaseId([9; 16]),
        mailbox: MAILBOX,
        readers: vec![READER],
        gone: vec![READER],
    };
    let (account, author) = (AccountId([5; 16]), Some(READER));
    for actor in [
        Actor::Counsellor { account, author },
        Actor::Lead { account, author },
    ] {
        assert!(allowed(&actor, &left).is_empty());
    }
    assert_eq!(allowed(&Actor::Operator, &left), [Action::ExportCase]);
}

#[test]
fn a_lead_keeps_the_roster_and_reads_no_case() {
    let lead = Actor::Lead {
        account: AccountId([5; 16]),
        author: None,
    };
    assert!(allowed(&lead, &case()).is_empty());
    assert_eq!(
        allowed(&lead, &Resource::Desk),
        [
            Action::SeeOfferedKeys,
            Action::SeePolicies,
            Action::SeeLeftLying,
            Action::SeeAudit,
            Action::SeeAccounts,
            Action::Invite,
            Action::LetBackIn,
            Action::RevokeInvitation,
            Action::EndAccount,
            Action::SeeTerms
        ]
    );
    assert_eq!(
        allowed(&lead, &Resource::Window(WINDOW)),
        [
            Action::ImportRoster,
            Action::GatherCodings,
            Action::ImportRelease
        ]
    );
}

#[test]
fn promise_01_outside_an_hr_reader_comes_near_nothing_but_releases() {
    let hr = Actor::HrReader {
        account: AccountId([6; 16]),
        window: WINDOW,
    };
    assert!(allowed(&hr, &case()).is_empty());
    assert!(allowed(&hr, &Resource::Desk).is_empty());
    assert!(allowed(&hr, &Resource::Account(AccountId([6; 16]))).is_empty());
    assert_eq!(
        allowed(&hr, &Resource::Window(WINDOW)),
        [Action::SeeReleases]
    );
    assert!(allowed(&hr, &Resource::Window(OTHER)).is_empty());
}

#[test]
fn the_operator_opens_no_case_and_gives_it_out_sealed_alone() {
    assert_eq!(allowed(&Actor::Operator, &case()), [Action::ExportCase]);
}

#[test]
fn a_permit_is_good_for_what_it_was_given_for_alone() {
    let reader = Actor::Counsellor {
        account: AccountId([5; 16]),
        author: Some(READER),
    };
    let permit = Door::shipped()
        .unwrap()
        .permit(&reader, Action::ReadCase, &case())
        .unwrap();
    assert_eq!(permit.case(Action::ReadCase), Ok((WINDOW, CaseId([9; 16]))));
    assert_eq!(permit.case(Action::WriteToCase), Err(Denied));
    assert_eq!(permit.window(Action::ReadCase), Err(Denied));
}
