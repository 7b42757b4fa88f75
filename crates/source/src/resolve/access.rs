//! Typed looks at a node.

use super::{Resolved, resolve};
use crate::node::{Node, Scalar};

impl Scalar {
    /// The string, if it is one. Nothing is decoded: what stands under `!!binary` is none.
    pub fn as_str(&self) -> Option<&str> {
        if let Resolved::Str(std::borrow::Cow::Borrowed(text)) = resolve(self) { Some(text) } else { None }
    }
}

impl Node {
    /// The string, if the node resolves to one.
    pub fn as_str(&self) -> Option<&str> {
        self.as_scalar()?.as_str()
    }

    /// The boolean, if the node resolves to one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Resolved::Bool(value) = self.resolved()? { Some(value) } else { None }
    }

    /// The integer, if the node resolves to one that fits, or to a float that prints as one.
    pub fn as_i64(&self) -> Option<i64> {
        match self.resolved()? {
            Resolved::Int(number) => Some(number),
            Resolved::Float(number) => crate::number::integral(number).and_then(|text| text.parse().ok()),
            _ => None,
        }
    }

    /// The number, if the node resolves to one.
    #[expect(clippy::cast_precision_loss, reason = "whoever asks for a float gets the nearest one")]
    pub fn as_f64(&self) -> Option<f64> {
        match self.resolved()? {
            Resolved::Int(number) => Some(number as f64),
            Resolved::Uint(number) => Some(number as f64),
            Resolved::Float(number) => Some(number),
            _ => None,
        }
    }

    /// Whether the node is null, however it is written.
    pub fn is_null(&self) -> bool {
        matches!(self.resolved(), Some(Resolved::Null))
    }

    /// What a scalar means; `None` for a list or a map.
    pub fn resolved(&self) -> Option<Resolved<'_>> {
        self.as_scalar().map(resolve)
    }
}
