//! The desk's page over HTTP.
