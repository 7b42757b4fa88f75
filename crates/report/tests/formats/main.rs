//! Every format on one report.

mod ci;
mod plain;
mod sample;
mod versions;
