//! What a `$ref` says.
//!
//! Source of the rules: `jsonreference` and `jsonpointer` of go-openapi, as kustomize 5.8.2 uses them: whatever file a
//! reference names, its fragment is looked up in the schema at hand.

use smol_str::SmolStr;

/// The parts of a JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference(Box<[SmolStr]>);

impl Reference {
    /// Reads the text of a `$ref`. An empty one refers to nothing, one without fragment to the whole schema.
    pub(super) fn new(text: &str) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        let fragment = text.split_once('#').map_or("", |(_, fragment)| fragment);
        Some(Self(fragment.split('/').skip(1).map(unescape).collect()))
    }

    pub(super) fn tokens(&self) -> &[SmolStr] {
        &self.0
    }
}

fn unescape(token: &str) -> SmolStr {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~").into() } else { token.into() }
}
