//! Writes strings in each style.

use super::analysis::{is_break, is_printable};
use super::style;
use super::writer::Writer;
use crate::node::Style;

/// Writes a string in the style that it needs. Lines are wrapped where `wrap` says to what indentation.
pub(super) fn write_string(writer: &mut Writer<'_>, text: &str, wrap: Option<usize>) {
    match style::of_string(text) {
        Style::Plain => write_plain(writer, text, wrap),
        Style::SingleQuoted => write_single(writer, text, wrap),
        Style::Literal => write_literal(writer, text, wrap.unwrap_or_default()),
        Style::DoubleQuoted | Style::Folded => write_double(writer, text, wrap),
    }
}

fn write_plain(writer: &mut Writer<'_>, text: &str, wrap: Option<usize>) {
    writer.space();
    match wrap {
        Some(indent) if !writer.fits(text) => write_words(writer, text, indent, false),
        _ => writer.push_str(text),
    }
    writer.end_word();
}

fn write_single(writer: &mut Writer<'_>, text: &str, wrap: Option<usize>) {
    writer.space();
    writer.push('\'');
    writer.end_word();
    match wrap {
        Some(indent) => write_words(writer, text, indent, true),
        None => writer.push_str(&text.replace('\'', "''")),
    }
    writer.push('\'');
    writer.end_word();
}

/// Words with single spaces between them, any of which may become a line break. Breaks inside are copied, and
/// the line behind them is indented.
fn write_words(writer: &mut Writer<'_>, text: &str, indent: usize, quoted: bool) {
    let mut previous = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let next = rest.as_str();
        if c == ' ' {
            let single =
                previous != Some(' ') && previous.is_some() && !next.is_empty() && !next.starts_with(' ');
            if single && writer.is_full() {
                writer.indent(indent);
            } else {
                writer.push(' ');
            }
        } else if is_break(c) {
            writer.copy_break(c);
        } else {
            if previous.is_some_and(is_break) {
                writer.indent(indent);
            }
            if quoted && c == '\'' {
                writer.push('\'');
            }
            writer.push(c);
            writer.end_indention();
        }
        previous = Some(c);
    }
}

fn write_double(writer: &mut Writer<'_>, text: &str, wrap: Option<usize>) {
    writer.space();
    writer.push('"');
    writer.end_word();
    let mut previous = None;
    let mut rest = text.chars();
    // go-yaml takes every character for a byte order mark once the text begins with one.
    let escape_all = text.starts_with('\u{FEFF}');
    while let Some(c) = rest.next() {
        let next = rest.as_str();
        if escape_all || !is_printable(c) || is_break(c) || matches!(c, '"' | '\\') {
            write_escape(writer, c);
        } else if let (' ', Some(indent)) = (c, wrap)
            && previous.is_some_and(|previous| previous != ' ')
            && !next.is_empty()
            && writer.is_full()
        {
            writer.indent(indent);
            if next.starts_with(' ') {
                writer.push('\\');
            }
        } else {
            writer.push(c);
        }
        previous = Some(c);
    }
    writer.push('"');
    writer.end_word();
}

fn write_escape(writer: &mut Writer<'_>, c: char) {
    writer.push('\\');
    let code = u32::from(c);
    match (short_escape(c), code) {
        (Some(short), _) => writer.push(short),
        (None, 0..=0xFF) => writer.push_str(&format!("x{code:02X}")),
        (None, 0x100..=0xFFFF) => writer.push_str(&format!("u{code:04X}")),
        (None, _) => writer.push_str(&format!("U{code:08X}")),
    }
}

pub(super) fn short_escape(c: char) -> Option<char> {
    let short = match c {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{B}' => 'v',
        '\u{C}' => 'f',
        '\r' => 'r',
        '\u{1B}' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\u{85}' => 'N',
        '\u{A0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => return None,
    };
    Some(short)
}

fn write_literal(writer: &mut Writer<'_>, text: &str, indent: usize) {
    writer.space();
    writer.push('|');
    if text.starts_with(|first| first == ' ' || is_break(first)) {
        writer.push('2');
    }
    if let Some(chomping) = chomping(text) {
        writer.push(chomping);
    }
    writer.end_head();
    for line in text.split_inclusive(is_break) {
        let content = line.trim_end_matches(is_break);
        if !content.is_empty() {
            writer.indent(indent);
            writer.push_str(content);
            writer.end_indention();
        }
        line[content.len()..].chars().for_each(|end| writer.copy_break(end));
    }
}

pub(super) fn chomping(text: &str) -> Option<char> {
    let mut backwards = text.chars().rev();
    match (backwards.next().is_some_and(is_break), backwards.next()) {
        (false, _) => Some('-'),
        (true, None) => Some('+'),
        (true, Some(before)) => is_break(before).then_some('+'),
    }
}
