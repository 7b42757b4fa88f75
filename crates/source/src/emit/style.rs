//! Which style go-yaml's writer picks for a string.

use super::analysis::{Analysis, analyse, has_break, is_bare_word};
use crate::node::Style;
use crate::resolve::{Dialect, Resolved, is_base_sixty, resolve_plain};

/// Whether a key stands on one line with its colon; any other is written behind a question mark.
pub(super) fn is_simple_key(text: &str) -> bool {
    text.len() <= 128 && !has_break(text)
}

/// The style of a string in kustomize's output, which version 2 writes.
pub(super) fn of_string(text: &str) -> Style {
    let plain = is_read_as_string(text, Dialect::Yaml11);
    if plain && is_bare_word(text) { Style::Plain } else { allowed(wanted(text, plain), analyse(text)) }
}

/// The style of a string that came from JSON into kustomize's working tree, which version 3 writes.
pub(crate) fn of_json_string(text: &str) -> Style {
    let plain = is_read_as_string(text, Dialect::Yaml11) && is_read_as_string(text, Dialect::Resource);
    match wanted(text, plain) {
        Style::Plain if is_bare_word(text) => Style::Plain,
        Style::Literal if can_be_block(text) => Style::Literal,
        wanted => allowed(wanted, analyse(text)),
    }
}

/// Whether version 3 writes a text as a block when asked to; tabs do not keep it from that.
pub(crate) fn can_be_block(text: &str) -> bool {
    !text.is_empty() && analyse(text).stands_in_block_with_tabs()
}

fn wanted(text: &str, plain: bool) -> Style {
    if text.contains('\n') {
        Style::Literal
    } else if plain {
        Style::Plain
    } else {
        Style::DoubleQuoted
    }
}

fn is_read_as_string(text: &str, dialect: Dialect) -> bool {
    matches!(resolve_plain(text, dialect), Resolved::Str(_))
        && !(text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-'))
            && is_base_sixty(text))
}

fn allowed(wanted: Style, analysis: Analysis) -> Style {
    match wanted {
        Style::Plain if analysis.stands_plain() => Style::Plain,
        Style::Plain if analysis.stands_in_single_quotes() => Style::SingleQuoted,
        Style::Literal if analysis.stands_in_block() => Style::Literal,
        _ => Style::DoubleQuoted,
    }
}
