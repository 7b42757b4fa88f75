//! What a `$ref` says.
//!
//! Source of the rules: `jsonreference` and `jsonpointer` of go-openapi, as kustomize 5.8.2 uses them: whatever file a
//! reference names, its fragment is looked up in the schema at hand.

use smol_str::SmolStr;

/// The parts of a JSON pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference(Box<[SmolStr]>);

impl Reference {
    /// Reads the text of a `$ref`. An empty one refers to nothing, one without fragment to the whole schema. Fails where
    /// the text is no URL.
    pub(super) fn new(text: &str) -> Result<Option<Self>, NoUrl> {
        if matches!(text, "" | "#") {
            return Ok(None);
        }
        let fragment = percent_decoded(text.split_once('#').map_or("", |(_, fragment)| fragment))?;
        percent_decoded(text)?;
        Ok(Some(Self(fragment.split('/').skip(1).map(unescape).collect())))
    }

    pub(super) fn tokens(&self) -> &[SmolStr] {
        &self.0
    }
}

/// A percent sign that stands before no two hexadecimal digits.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoUrl;

fn percent_decoded(text: &str) -> Result<String, NoUrl> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.split_at_checked(2).ok_or(NoUrl)?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| NoUrl)?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn unescape(token: &str) -> SmolStr {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~").into() } else { token.into() }
}
