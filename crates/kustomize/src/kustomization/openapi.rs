//! The field `openapi`.

use overlint_source::Node;

use super::decode::{At, Decode, Pairs, Text};
use crate::error::Result;

/// Which schema a kustomization asks for. In kustomize it is a free map of strings, so that other keys say nothing.
#[derive(Clone, Debug, Default)]
pub struct OpenApiField {
    /// The file with a custom schema.
    pub path: Option<Text>,
    /// A version that kustomize has built in.
    pub version: Option<Text>,
}

impl OpenApiField {
    /// Whether it asks for anything.
    pub(crate) fn asks(&self) -> bool {
        self.path.is_some() || self.version.as_ref().is_some_and(|version| !version.text.is_empty())
    }
}

impl Decode for OpenApiField {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let pairs = Pairs::decode(node, at)?;
        let get = |key: &str| pairs.0.iter().find(|pair| pair.key.text == key).map(|pair| pair.value.clone());
        Ok(Self { path: get("path"), version: get("version") })
    }
}
