//! What a user could observe, in one test binary: through the library, the command line and the window.

mod command_line;
mod history;
mod script;
mod window;
