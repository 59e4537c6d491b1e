//! Pages that show sealed content; maud escapes by construction.
