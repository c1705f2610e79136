//! Pieces of the window that know nothing of where they stand: the reading view and small controls.

pub mod chart;
pub mod controls;
pub mod list_place;
pub mod markdown;
pub mod reading;
pub mod table_keys;
