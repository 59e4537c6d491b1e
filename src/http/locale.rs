//! Languages: Fluent messages, ruby, the visitor's choice.
