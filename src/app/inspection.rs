//! Driving the window from outside, in development: eframe's inspection plugin serves the accessibility tree,
//! input and pictures over a socket. It is there only with the cargo feature `inspection`, and would listen at
//! whatever address the environment names; this refuses every address that other machines can reach.

use std::net::SocketAddr;

/// The environment variable that the plugin reads.
pub const VARIABLE: &str = "EGUI_INSPECTION";

/// Whether what [`VARIABLE`] holds keeps to this machine; why not, if it does not.
pub fn keeps_to_this_machine(value: Option<&str>) -> Result<(), String> {
    let value = value.map(str::trim).unwrap_or_default();
    let is_switch = ["", "0", "1"].contains(&value)
        || value.eq_ignore_ascii_case("true")
        || value.eq_ignore_ascii_case("false");
    let is_loopback = || value.parse::<SocketAddr>().is_ok_and(|address| address.ip().is_loopback());
    if is_switch || is_loopback() {
        return Ok(());
    }
    Err(format!(
        "{VARIABLE} is “{value}”, which other machines may reach; only addresses of this one are taken, such as \
         127.0.0.1:5719"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_are_taken() {
        for good in ["", "0", "1", "true", " False ", "127.0.0.1:5719", "[::1]:80", "127.8.0.1:1"] {
            assert_eq!(keeps_to_this_machine(Some(good)), Ok(()), "{good}");
        }
        assert_eq!(keeps_to_this_machine(None), Ok(()));
        for bad in ["0.0.0.0:5719", "[::]:5719", "192.168.1.4:80", "localhost:80", "yes", "127.0.0.1"] {
            assert!(keeps_to_this_machine(Some(bad)).unwrap_err().contains(bad), "{bad}");
        }
    }
}
