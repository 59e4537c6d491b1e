//! The core as WebAssembly: three exported functions, no imports, nothing of a case kept between two questions.

#![allow(
    unsafe_code,
    reason = "an export needs #[unsafe(no_mangle)]; there is no unsafe block"
)]

use std::cell::RefCell;
use std::panic;
use std::sync::Once;

thread_local! {
    static QUESTION: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    /// Where the core fell, as `file:line` and a zero byte; empty while it stands.
    static FELL: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

static HOOK: Once = Once::new();

/// Makes room for a question of `size` bytes and says where it is to be written.
#[unsafe(no_mangle)]
pub extern "C" fn room(size: usize) -> *const u8 {
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|fall| {
            // The place alone: a message could quote a case.
            let place = fall
                .location()
                .map(|at| format!("{}:{}\0", at.file(), at.line()));
            FELL.with(|fell| {
                if let Ok(mut fell) = fell.try_borrow_mut() {
                    *fell = place.unwrap_or_default().into_bytes();
                }
            });
        }));
    });
    QUESTION.with(|question| {
        let mut question = question.borrow_mut();
        question.clear();
        question.resize(size, 0);
        question.as_ptr()
    })
}

/// Answers the question in the room; gives the answer's size in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn ask() -> usize {
    let question = QUESTION.take();
    let answer = sotomado_core::door::ask(&question);
    let size = answer.len();
    ANSWER.set(answer);
    size
}

/// Where the answer lies; after a fall, where the place of the fall lies.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    let fell = FELL.with(|fell| {
        fell.try_borrow()
            .map(|fell| (fell.as_ptr(), fell.is_empty()))
    });
    match fell {
        Ok((place, false)) => place,
        _ => ANSWER.with(|answer| {
            answer
                .try_borrow()
                .map_or(std::ptr::null(), |answer| answer.as_ptr())
        }),
    }
}
