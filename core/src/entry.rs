//! One thing said in a case.
