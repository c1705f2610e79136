//! What a user could observe, in one test binary: through the library, the command line and the window.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed, in its helpers too")]
#![expect(clippy::similar_names, reason = "a disk and a desk are what the tests of the store are about")]

mod bad_files;
mod bad_records;
mod broken_documents;
mod caching;
mod changed_files;
mod command_line;
mod copies;
mod crashes;
mod datasets;
mod deep_nesting;
mod flipped;
mod finding;
mod folder;
mod folding;
mod fuzzed;
mod history;
mod hostile_names;
mod house;
mod items;
mod items_in_git;
mod killing;
mod layers;
mod locked_folders;
mod originals;
mod outside;
mod made_corpora;
mod merge_files;
mod merging;
mod no_network;
mod packed_files;
mod past;
mod piping;
mod restoring;
mod processes;
mod renewing;
mod replay;
mod ron_identity;
mod script;
mod several;
mod source;
mod stays_inside;
mod strange_files;
mod window;
