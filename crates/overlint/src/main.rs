//! overlint
fn main() {}
