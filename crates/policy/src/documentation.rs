//! Doc comments at compile time: each line comes with the space behind its slashes, which is taken off here.

/// How long the text is without the first space of each line.
pub const fn length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut read, mut length) = (0, 0);
    while read < bytes.len() {
        if !is_indent(bytes, read) {
            length += 1;
        }
        read += 1;
    }
    length
}

/// The text without the first space of each line; `N` is its [`length`].
pub const fn unindent<const N: usize>(text: &str) -> [u8; N] {
    let bytes = text.as_bytes();
    let mut result = [0; N];
    let (mut read, mut written) = (0, 0);
    while read < bytes.len() {
        if !is_indent(bytes, read) {
            result[written] = bytes[read];
            written += 1;
        }
        read += 1;
    }
    result
}

/// The bytes as text.
///
/// # Panics
/// Never for what [`unindent`] returns.
pub const fn text(bytes: &'static [u8]) -> &'static str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("text without some of its spaces is text"),
    }
}

const fn is_indent(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b' ' && (at == 0 || bytes[at - 1] == b'\n')
}
