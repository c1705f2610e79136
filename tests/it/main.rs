//! What a user could observe, in one test binary: through the library, the command line and the window.

mod bad_files;
mod bad_records;
mod changed_files;
mod command_line;
mod folder;
mod history;
mod house;
mod layers;
mod locked_folders;
mod made_corpora;
mod packed_files;
mod ron_identity;
mod script;
mod several;
mod source;
mod window;
