//! What is kept, table by table, with reasons.
