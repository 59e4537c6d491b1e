//! The people of the stories, each with the verbs that are theirs. They speak to the program over HTTP alone.

mod attaching;
pub mod coding;
mod ending;
mod leaving;
mod pen;
pub mod plain;
mod reporter;
mod staff;

pub use attaching::Attached;
pub use attaching::filled;
pub use attaching::id_of;
pub use attaching::next_challenge;
pub use pen::Pen;
pub use pen::Place;
pub use pen::key_file;
pub use reporter::Reporter;
pub use staff::OpenCase;
pub use staff::Staff;
