//! What becomes of kinds without a schema.

use clap::Args as ClapArgs;

use crate::missing::Level;

#[derive(Debug, ClapArgs)]
pub(crate) struct MissingSchemas {
    /// What becomes of custom resources without a schema [default: that of the configuration, else ignore]
    #[arg(long = "missing-schemas", value_enum, value_name = "LEVEL")]
    pub(crate) level: Option<Level>,
}
