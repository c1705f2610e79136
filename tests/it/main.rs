//! What a user could observe, in one test binary: through the library, the command line and the window.

mod history;
mod script;
