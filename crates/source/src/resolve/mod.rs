//! What a scalar means: its tag, its style and its text decide.
//!
//! The rules are go-yaml's, since kustomize's output depends on them: those of its version 3 for resources
//! ([`resolve`]), those of its version 2 for kustomization files and JSON patches ([`resolve_yaml11`]).

mod access;
mod number;
mod plain;
mod timestamp;

use std::borrow::Cow;

use crate::node::{Scalar, Style, Tag};

pub(crate) use plain::{is_base_sixty, resolve_plain};
pub use timestamp::Timestamp;

/// Which of go-yaml's two generations reads a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Version 3, for resources: `yes`, `on` and the like are strings, dates are timestamps.
    Resource,
    /// Version 2 behind `sigs.k8s.io/yaml`, for kustomization files and JSON patches: `yes` and `on` are
    /// booleans, dates are strings.
    Yaml11,
}

/// What a scalar means.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved<'a> {
    /// Nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer that fits 64 bits with a sign.
    Int(i64),
    /// An integer above that.
    Uint(u64),
    /// Any other number; infinities and NaN can be read but not printed.
    Float(f64),
    /// A point in time, which is printed as a string.
    Timestamp(Timestamp),
    /// A string.
    Str(Cow<'a, str>),
    /// Tag and text disagree: kustomize fails when it prints this.
    Invalid(Disagreement),
}

/// How a tag and a text disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Disagreement {
    /// The text is of another type than the tag says.
    #[error("the text is a {found}, but its tag says {wanted}")]
    Type {
        /// The type by the text, as YAML names it.
        found: &'static str,
        /// The type by the tag.
        wanted: &'static str,
    },
    /// The text under `!!binary` is not base64.
    #[error("the text is not base64, but its tag says !!binary")]
    Base64,
}

/// The meaning of a scalar of a resource. Costs a look at the first byte where the text begins with a letter
/// that no keyword begins with.
///
/// A plain scalar without a tag means what its text says; a quoted one or a block is a string. A tag in quotes
/// that says what the bare text would mean is a string too, since that is how a patched value looks that took
/// over quotes (see [`inherit_style`]); any other tag is obeyed, or disagrees.
pub fn resolve(scalar: &Scalar) -> Resolved<'_> {
    resolve_as(scalar, Dialect::Resource)
}

/// The meaning of a scalar of a kustomization file or a JSON patch: dates stay strings there, and a tag counts
/// in quotes as well.
pub fn resolve_yaml11(scalar: &Scalar) -> Resolved<'_> {
    resolve_as(scalar, Dialect::Yaml11)
}

/// The meaning of a scalar in either dialect.
pub fn resolve_as(scalar: &Scalar, dialect: Dialect) -> Resolved<'_> {
    match (scalar.tag, scalar.style) {
        (Tag::Implied | Tag::Untyped, Style::Plain) => {
            untimed(resolve_plain(&scalar.text, dialect), scalar, dialect)
        }
        (Tag::Implied | Tag::Untyped | Tag::Str | Tag::Other, _) => string(&scalar.text),
        (Tag::Binary, _) => decode(&scalar.text),
        (tag, _) => untimed(resolve_tagged(scalar, tag, dialect), scalar, dialect),
    }
}

/// The tag that a scalar has once it is parsed, where a tree must say it: never [`Tag::Implied`].
pub fn freeze(scalar: &Scalar) -> Tag {
    match (scalar.tag, scalar.style) {
        (Tag::Implied, Style::Plain) => tag_of(&resolve_plain(&scalar.text, Dialect::Resource)),
        (Tag::Implied, _) => Tag::Str,
        (tag, _) => tag,
    }
}

/// The scalar that a patch leaves behind: the new text and type in the old style. So an unquoted number over a
/// quoted string becomes a string, and a quoted number over an unquoted one stays a string.
#[must_use]
pub fn inherit_style(new: &Scalar, old: &Scalar) -> Scalar {
    Scalar { text: new.text.clone(), style: old.style, tag: freeze(new) }
}

impl Scalar {
    /// A scalar as written with a tag. Quotes count for nothing under a tag (`!!int "5"` is a number), so that
    /// quotes with a tag are left to mean what [`inherit_style`] makes.
    #[must_use]
    pub fn tagged(self, tag: Tag) -> Self {
        let style = if matches!(tag, Tag::Implied | Tag::Untyped | Tag::Str | Tag::Other) {
            self.style
        } else {
            Style::Plain
        };
        Self { text: self.text, style, tag }
    }
}

fn string(text: &str) -> Resolved<'_> {
    Resolved::Str(Cow::Borrowed(text))
}

fn untimed<'a>(resolved: Resolved<'a>, scalar: &'a Scalar, dialect: Dialect) -> Resolved<'a> {
    match resolved {
        Resolved::Timestamp(_) if dialect == Dialect::Yaml11 => string(&scalar.text),
        resolved => resolved,
    }
}

fn resolve_tagged(scalar: &Scalar, tag: Tag, dialect: Dialect) -> Resolved<'_> {
    let bare = resolve_plain(&scalar.text, dialect);
    if scalar.style != Style::Plain && dialect == Dialect::Resource && tag_of(&bare) == tag {
        return string(&scalar.text);
    }
    match (tag, bare) {
        (Tag::Float, Resolved::Int(number)) => Resolved::Float(lossy(number)),
        (tag, bare) if tag_of(&bare) == tag => bare,
        (tag, bare) => {
            Resolved::Invalid(Disagreement::Type { found: name(tag_of(&bare)), wanted: name(tag) })
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "Go converts the same way")]
fn lossy(number: i64) -> f64 {
    number as f64
}

fn tag_of(resolved: &Resolved) -> Tag {
    match resolved {
        Resolved::Null => Tag::Null,
        Resolved::Bool(_) => Tag::Bool,
        Resolved::Int(_) | Resolved::Uint(_) => Tag::Int,
        Resolved::Float(_) => Tag::Float,
        Resolved::Timestamp(_) => Tag::Timestamp,
        Resolved::Str(_) | Resolved::Invalid(_) => Tag::Str,
    }
}

fn name(tag: Tag) -> &'static str {
    match tag {
        Tag::Int => "!!int",
        Tag::Float => "!!float",
        Tag::Bool => "!!bool",
        Tag::Null => "!!null",
        Tag::Timestamp => "!!timestamp",
        Tag::Binary => "!!binary",
        Tag::Implied | Tag::Untyped | Tag::Str | Tag::Other => "!!str",
    }
}

/// Go's decoder skips line breaks and forgives stray last bits; its JSON encoder then puts U+FFFD for each byte
/// that is not UTF-8.
fn decode(text: &str) -> Resolved<'_> {
    use base64::Engine as _;
    use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

    let config = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
    let compact: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    match GeneralPurpose::new(&base64::alphabet::STANDARD, config).decode(compact) {
        Ok(bytes) => Resolved::Str(Cow::Owned(text_of(&bytes))),
        Err(_) => Resolved::Invalid(Disagreement::Base64),
    }
}

fn text_of(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n(char::REPLACEMENT_CHARACTER, chunk.invalid().len()));
    }
    text
}

#[cfg(test)]
mod tests;
