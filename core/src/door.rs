//! The core's one question-and-answer door for the browser.
