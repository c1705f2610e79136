//! The program makes no access to the network: nothing in its source can, and no crate it is built from is there
//! to do so.

use std::process::Command;

use crate::source::{files_under, without_comments_and_strings};

/// What opens connections. The check of addresses in `app::inspection` names an address and opens nothing.
const OPENERS: [&str; 8] = [
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "UnixStream",
    "UnixListener",
    "ToSocketAddrs",
    "net::*",
    "libc::",
];

/// Crates that speak HTTP, TLS or DNS, or bring a runtime made for that.
const CRATES: [&str; 36] = [
    "attohttpc",
    "async-tls",
    "awc",
    "boring",
    "curl",
    "curl-sys",
    "ehttp",
    "h2",
    "h3",
    "hickory-proto",
    "hickory-resolver",
    "http",
    "httparse",
    "hyper",
    "hyper-util",
    "isahc",
    "mio",
    "minreq",
    "native-tls",
    "openssl",
    "openssl-sys",
    "quinn",
    "reqwest",
    "ring",
    "rustls",
    "schannel",
    "socket2",
    "surf",
    "tiny_http",
    "tokio",
    "trust-dns-resolver",
    "tungstenite",
    "ureq",
    "webpki",
    "websocket",
    "ws",
];

#[test]
fn nothing_in_the_source_opens_a_connection() {
    let mut num_files = 0;
    for file in files_under("src") {
        num_files += 1;
        let code = without_comments_and_strings(&file.text);
        for opener in OPENERS {
            assert!(!code.contains(opener), "{} names {opener}", file.path);
        }
        let names_addresses = code.contains("std::net") || code.contains("core::net");
        assert!(!names_addresses || file.path == "src/app/inspection.rs", "{} uses std::net", file.path);
    }
    assert!(num_files > 100, "the files were not found");
}

#[test]
fn no_crate_of_the_program_is_there_for_the_network() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "-e", "normal", "--prefix", "none", "--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed = String::from_utf8(output.stdout).unwrap();
    let crates: Vec<&str> = listed.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains(&"redletter") && crates.contains(&"egui") && crates.len() > 100, "{listed}");
    for name in CRATES {
        assert!(!crates.contains(&name), "{name} is among the program's crates");
    }
}
