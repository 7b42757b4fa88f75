//! What becomes of a folded block that is written and read again.
//!
//! go-yaml's writer puts an extra line break behind a line so that reading folds it away, but it looks at the wrong
//! place to learn whether the next line is more indented, where breaks are not folded.

use crate::emit::style::can_be_block;

/// The text after a folded block was written and read again; `None` where it is the same.
pub(super) fn rewrite(text: &str) -> Option<String> {
    if !can_be_block(text) || text.contains(['\u{2028}', '\u{2029}']) {
        return None;
    }
    let content = text.trim_start_matches('\n');
    let extra = usize::from(!content.is_empty() && !starts_blank(content));
    let mut rewritten = text[..text.len() - content.len()].to_owned();
    let mut rest = content;
    while let Some(end) = rest.find('\n') {
        let (line, behind) = rest.split_at(end);
        let next = behind.trim_start_matches('\n');
        let breaks = behind.len() - next.len();
        let written = if starts_blank(line) { breaks } else { breaks + extra };
        rewritten.push_str(line);
        push_breaks(&mut rewritten, read_again(breaks, written, line, next));
        rest = next;
    }
    rewritten.push_str(rest);
    (rewritten != text).then_some(rewritten)
}

/// The number of breaks that reading makes of those written; zero is a space.
fn read_again(breaks: usize, written: usize, line: &str, next: &str) -> usize {
    match (breaks, next.is_empty()) {
        (1, true) => 1,
        (_, true) => written,
        (_, false) if starts_blank(line) || starts_blank(next) => written,
        (_, false) => written - 1,
    }
}

fn push_breaks(text: &mut String, breaks: usize) {
    if breaks == 0 {
        text.push(' ');
    }
    text.extend(std::iter::repeat_n('\n', breaks));
}

fn starts_blank(line: &str) -> bool {
    line.starts_with([' ', '\t'])
}
