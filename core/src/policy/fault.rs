//! What is wrong with a policy file, where, and what to do.

use std::fmt;

/// One fault, for the person who edited the file. `line` counts from 1; 0 if it concerns the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFault {
    pub file: String,
    pub line: usize,
    /// A Japanese sentence: what is wrong and what to write instead.
    pub what: String,
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}：{}", self.file, self.what),
            line => write!(f, "{} {line}行目：{}", self.file, self.what),
        }
    }
}

impl std::error::Error for PolicyFault {}
