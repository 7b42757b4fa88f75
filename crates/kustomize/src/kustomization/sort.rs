//! `sortOptions`.
//!
//! Source of the rules: `api/types/sortoptions.go` of kustomize 5.8.2.

use overlint_source::{Node, Origin};

use super::decode::{At, Decode, Fields, Text};
use crate::error::Result;

/// The order in which resources are printed, as a kustomization file asks for it. Only that of the root counts.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct SortOptions {
    pub order: Option<Text>,
    pub legacy: Option<LegacySortOptions>,
    /// The whole field.
    pub origin: Origin,
}

/// The kinds that come first and last in the legacy order.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are named and described by kustomize")]
pub struct LegacySortOptions {
    pub order_first: Vec<Text>,
    pub order_last: Vec<Text>,
    /// The whole field.
    pub origin: Origin,
}

impl Decode for SortOptions {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["order", "legacySortOptions"])?;
        let (order, legacy) = (fields.get("order")?, fields.get("legacySortOptions")?);
        Ok(Self { order, legacy, origin: node.origin })
    }
}

impl Decode for LegacySortOptions {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["orderFirst", "orderLast"])?;
        let (order_first, order_last) = (fields.get("orderFirst")?, fields.get("orderLast")?);
        Ok(Self { order_first, order_last, origin: node.origin })
    }
}
