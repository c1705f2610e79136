//! Conversions between bytes and the other units that tools count text in.
