//! Native age: identities, sealing and opening, passphrase files.
