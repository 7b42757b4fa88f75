//! The reader: which texts it accepts, what it makes of them, and that nothing brings it down.
//!
//! The expectations of these tests were observed with go-yaml 3.0.5 and kustomize 5.8.2.

mod bounds;
mod encodings;
mod expansion;
mod faults;
mod places;
mod properties;
mod scalars;
mod streams;
mod support;
