//! The program as its users see it: arguments in, bytes and an exit status out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod build;
mod charts;
mod check;
mod config;
mod custom_resources;
mod environments;
mod errors;
mod exceptions;
mod explain;
mod help;
mod init;
mod json;
mod kubernetes;
mod list;
mod process;
mod remote;
mod rendered;
mod repository_rules;
mod schema;
mod slips;
mod support;
mod validate;
mod verify;
mod why;
