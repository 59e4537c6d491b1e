//! The solver asks a clock whether its time is up. Natively that is the system's own; in the browser one that stands still,
//! so that the module needs no import and no glue.

#![forbid(unsafe_code)]

#[cfg(not(target_arch = "wasm32"))]
pub use std::time::*;

#[cfg(target_arch = "wasm32")]
pub use still::*;

#[cfg(target_arch = "wasm32")]
mod still {
    pub use std::time::Duration;

    /// Always the same moment.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct Instant;

    impl Instant {
        /// The one moment that there is.
        #[must_use]
        pub const fn now() -> Self {
            Self
        }

        /// Nothing has passed.
        #[must_use]
        pub const fn elapsed(&self) -> Duration {
            Duration::ZERO
        }

        /// Nothing lies between.
        #[must_use]
        pub const fn duration_since(&self, _: Self) -> Duration {
            Duration::ZERO
        }

        /// The same moment: what is later never comes.
        #[must_use]
        pub const fn checked_add(self, _: Duration) -> Option<Self> {
            Some(self)
        }
    }

    impl std::ops::Add<Duration> for Instant {
        type Output = Self;

        fn add(self, _: Duration) -> Self {
            self
        }
    }
}
