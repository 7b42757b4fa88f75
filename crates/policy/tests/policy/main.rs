//! Tests of the policy crate from outside.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
mod config;
mod environment;
mod harness;
mod repository;
mod runner;
mod views;
