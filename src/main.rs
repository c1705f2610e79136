//! The program: a window by default, commands as subcommands.

fn main() {}
