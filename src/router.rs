//! Every room's routes and every layer, on one page.
