//! What happens to rare characters between JSON and YAML.

use crate::emit::style::can_be_block;
use crate::node::{Scalar, Style};

/// Whether YAML 1.1 forbids a character that JSON writes as it is.
pub(super) fn forbidden(c: char) -> bool {
    matches!(c, '\u{7F}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}') && c != '\u{85}'
}

/// Whether go-yaml writes a scalar as a block that it cannot read again, for the tab at its beginning.
pub(crate) fn leads_with_tab(scalar: &Scalar) -> bool {
    let block = match scalar.style {
        Style::Literal | Style::Folded => true,
        Style::Plain => scalar.text.contains('\n'),
        Style::SingleQuoted | Style::DoubleQuoted => false,
    };
    scalar.text.starts_with('\t') && block && can_be_block(&scalar.text)
}

/// Whether a line behind U+0085 begins with a document marker, which no quoted text may hold.
pub(super) fn has_document_marker(text: &str) -> bool {
    let behind_break = |(at, _)| &text[at + '\u{85}'.len_utf8()..];
    text.match_indices('\u{85}').map(behind_break).any(|line| {
        let behind = line.strip_prefix("---").or_else(|| line.strip_prefix("..."));
        behind.is_some_and(|behind| behind.starts_with([' ', '\u{85}']))
    })
}

/// JSON leaves U+0085 as it is, and a YAML reader then sees a line break in a quoted text: spaces around it vanish,
/// one becomes a space, more become one line break fewer. `None` where there is none.
pub(crate) fn refold_next_lines(text: &str) -> Option<String> {
    if !text.contains('\u{85}') {
        return None;
    }
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((line, behind)) = rest.split_once('\u{85}') {
        folded.push_str(line.trim_end_matches(' '));
        let next = behind.trim_start_matches([' ', '\u{85}']);
        let more = behind[..behind.len() - next.len()].matches('\u{85}').count();
        folded.extend(std::iter::repeat_n(if more == 0 { ' ' } else { '\n' }, more.max(1)));
        rest = next;
    }
    folded.push_str(rest);
    Some(folded)
}
