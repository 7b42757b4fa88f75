//! Scalars, anchors and tags.

use std::fmt::Write as _;

use super::{Emitter, Parent};
use crate::emit::analysis::{Analysis, analyse, is_break, is_printable};
use crate::emit::scalar::short_escape;
use crate::emit::style::can_be_block;
use crate::faithful::Mark;
use crate::node::{Scalar, Style, Tag};
use crate::resolve::{Resolved, resolve};

/// The prefix of YAML's own tags.
const YAML: &str = "tag:yaml.org,2002:";

impl Emitter<'_> {
    pub(super) fn alias(&mut self, name: &str) {
        self.indicator("*");
        self.sign(name);
    }

    pub(super) fn anchor(&mut self, mark: &Mark) {
        if let Some(anchor) = &mark.anchor {
            self.indicator("&");
            self.sign(anchor);
        }
    }

    /// A tag, shortened by its handle where it has one.
    pub(super) fn tag(&mut self, tag: &str) {
        self.space();
        if tag.starts_with('!') {
            self.push_str(tag);
        } else if let Some(short) = tag.strip_prefix(YAML) {
            self.push_str("!!");
            self.push_str(short);
        } else {
            self.push_str("!<");
            self.push_str(tag);
            self.push('>');
        }
        self.end_word();
    }

    pub(super) fn scalar(&mut self, scalar: &Scalar, mark: &Mark, parent: Parent, is_key: bool) {
        let (tag, quoted) = match &mark.tag {
            Some(tag) => (Some(tag.as_str()), false),
            None => type_of(scalar),
        };
        let style = self.style(scalar, quoted, is_key);
        self.anchor(mark);
        if let Some(tag) = tag {
            self.tag(tag);
        }
        let before = self.deeper(parent, true, false);
        match style {
            Style::Plain => self.plain(&scalar.text),
            Style::SingleQuoted => self.single_quoted(&scalar.text),
            Style::DoubleQuoted => self.double_quoted(&scalar.text),
            Style::Literal => self.literal(&scalar.text),
            Style::Folded => self.folded(&scalar.text),
        }
        self.indent = before;
    }

    fn style(&self, scalar: &Scalar, quoted: bool, is_key: bool) -> Style {
        let text = scalar.text.as_str();
        let analysis = analyse(text);
        let mut style = match scalar.style {
            Style::Plain if text.contains('\n') => Style::Literal,
            Style::Plain if quoted => Style::DoubleQuoted,
            style => style,
        };
        if is_key && crate::emit::analysis::has_break(text) {
            style = Style::DoubleQuoted;
        }
        if style == Style::Plain && !self.stands_plain(text, analysis, is_key) {
            style = Style::SingleQuoted;
        }
        match style {
            Style::SingleQuoted if !analysis.stands_in_single_quotes() => Style::DoubleQuoted,
            Style::Literal | Style::Folded if self.flow > 0 || is_key || !can_be_block(text) => {
                Style::DoubleQuoted
            }
            style => style,
        }
    }

    fn stands_plain(&self, text: &str, analysis: Analysis, is_key: bool) -> bool {
        if text.is_empty() {
            return self.flow == 0 && !is_key;
        }
        analysis.stands_plain() && (self.flow == 0 || !text.contains([',', '?', '[', ']', '{', '}', ':']))
    }

    fn plain(&mut self, text: &str) {
        if !text.is_empty() {
            self.space();
            self.push_str(text);
            self.whitespace = false;
        }
        self.indention = false;
    }

    fn single_quoted(&mut self, text: &str) {
        self.indicator("'");
        let mut breaks = false;
        for c in text.chars() {
            if is_break(c) {
                if !breaks && c == '\n' {
                    self.line_break();
                }
                self.copy_break(c);
                breaks = true;
                continue;
            }
            if breaks && c != ' ' {
                self.new_line();
            }
            if c == '\'' {
                self.push('\'');
            }
            self.push(c);
            if c != ' ' {
                self.indention = false;
                breaks = false;
            }
        }
        self.sign("'");
    }

    fn double_quoted(&mut self, text: &str) {
        self.indicator("\"");
        for c in text.chars() {
            if is_printable(c) && !is_break(c) && !matches!(c, '"' | '\\') {
                self.push(c);
                continue;
            }
            self.push('\\');
            let mut escape = String::new();
            let code = u32::from(c);
            let written = match (short_escape(c), code) {
                (Some(short), _) => write!(escape, "{short}"),
                (None, 0..=0xFF) => write!(escape, "x{code:02X}"),
                (None, 0x100..=0xFFFF) => write!(escape, "u{code:04X}"),
                (None, _) => write!(escape, "U{code:08X}"),
            };
            written.expect("writing to a string never fails");
            self.push_str(&escape);
        }
        self.sign("\"");
    }

    fn head_of_block(&mut self, sign: &str, text: &str) {
        self.indicator(sign);
        if text.starts_with(|first| first == ' ' || is_break(first)) {
            self.sign("2");
        }
        if let Some(chomping) = crate::emit::scalar::chomping(text) {
            self.push(chomping);
            self.end_word();
        }
        if self.pending.line.is_empty() {
            self.line_break();
        } else {
            self.line_comment();
        }
        self.whitespace = true;
    }

    fn literal(&mut self, text: &str) {
        self.head_of_block("|", text);
        let mut breaks = true;
        for c in text.chars() {
            if is_break(c) {
                self.copy_break(c);
                breaks = true;
                continue;
            }
            if breaks {
                self.new_line();
            }
            self.push(c);
            self.indention = false;
            breaks = false;
        }
    }

    fn folded(&mut self, text: &str) {
        self.head_of_block(">", text);
        // go-yaml looks for the line behind a break from the start of the text, not from the break.
        let behind = text.trim_start_matches(is_break);
        let extra = !behind.is_empty() && !behind.starts_with([' ', '\t', '\0']);
        let (mut breaks, mut leading_blanks) = (true, true);
        for c in text.chars() {
            if is_break(c) {
                if !breaks && !leading_blanks && c == '\n' && extra {
                    self.line_break();
                }
                self.copy_break(c);
                breaks = true;
                continue;
            }
            if breaks {
                self.new_line();
                leading_blanks = matches!(c, ' ' | '\t');
            }
            self.push(c);
            self.indention = false;
            breaks = false;
        }
    }
}

/// The tag that a scalar needs to be read as what it is, and whether quotes do instead.
fn type_of(scalar: &Scalar) -> (Option<&'static str>, bool) {
    let wanted = match scalar.tag {
        Tag::Implied | Tag::Untyped | Tag::Other => return (None, false),
        Tag::Str if scalar.style != Style::Plain => return (None, false),
        tag => tag,
    };
    let bare = match resolve(&Scalar::plain(scalar.text.clone())) {
        Resolved::Str(_) | Resolved::Invalid(_) => Tag::Str,
        Resolved::Null => Tag::Null,
        Resolved::Bool(_) => Tag::Bool,
        Resolved::Int(_) | Resolved::Uint(_) => Tag::Int,
        Resolved::Float(_) => Tag::Float,
        Resolved::Timestamp(_) => Tag::Timestamp,
    };
    match wanted {
        wanted if wanted == bare => (None, false),
        Tag::Str => (None, true),
        Tag::Int => (Some("tag:yaml.org,2002:int"), false),
        Tag::Float => (Some("tag:yaml.org,2002:float"), false),
        Tag::Bool => (Some("tag:yaml.org,2002:bool"), false),
        Tag::Null => (Some("tag:yaml.org,2002:null"), false),
        Tag::Timestamp => (Some("tag:yaml.org,2002:timestamp"), false),
        Tag::Binary => (Some("tag:yaml.org,2002:binary"), false),
        Tag::Implied | Tag::Untyped | Tag::Other => (None, false),
    }
}
