//! Small pieces that pages share.
