//! The store on real files: whole or not at all, and twice is once.
