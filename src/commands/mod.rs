//! What the operator types: serve, demo, init, roster sign, doctor.
