//! What the reporter said of telling others when they sent their report, for whoever proposes to.

use super::case::ReadCase;
use super::show;
use crate::log::{Asked, Standing};
use crate::page::procedure as page;
use crate::policy::NOBODY_YET;

/// What the reporter chose at first is not asked about any more once they agreed that something be told.
pub(super) fn of(read: &ReadCase, all: &[&Asked]) -> Option<page::Wish> {
    let report = &read.view.reporter.as_ref()?.report;
    let agreed = |one: &&Asked| {
        let told = matches!(
            one.standing,
            Standing::Agreed { .. } | Standing::Taken { .. }
        );
        told && one.proposal.reason.is_none()
    };
    let still = !all.iter().any(agreed);
    Some(page::Wish {
        chosen: still.then(|| report.consent_text.clone()),
        silent: report.consent == NOBODY_YET,
        left_out: show::people_of(read, &read.view.left_out),
    })
}
