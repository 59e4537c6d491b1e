//! What a handler may reach: store, clock, policies, settings.
