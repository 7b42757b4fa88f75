//! The reader: which texts it accepts, what it makes of them, and that nothing brings it down.
//!
//! The expectations of these tests were observed with go-yaml 3.0.5 and kustomize 5.8.2.
#![expect(
    clippy::unwrap_used,
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a test fails by panicking, and its texts are small"
)]

mod bounds;
mod encodings;
mod expansion;
mod faults;
mod places;
mod properties;
mod scalars;
mod streams;
mod support;
