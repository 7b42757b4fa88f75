//! The field `openapi`.

use overlint_source::Node;

use super::decode::{Decode, Pairs, Text};
use crate::error::Result;

/// Which schema a kustomization asks for. In kustomize it is a free map of strings, so that other keys say nothing.
#[derive(Clone, Debug, Default)]
pub struct OpenApiField {
    /// The file with a custom schema.
    pub path: Option<Text>,
    /// A version that kustomize has built in.
    pub version: Option<Text>,
}

impl Decode for OpenApiField {
    fn decode(node: &Node, path: &str) -> Result<Self> {
        let pairs = Pairs::decode(node, path)?;
        let get = |key: &str| pairs.0.iter().find(|pair| pair.key.text == key).map(|pair| pair.value.clone());
        Ok(Self { path: get("path"), version: get("version") })
    }
}
