#![no_main]

use redletter_fuzz as targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::renewal(data));
