//! Regular expressions with the meaning that Go gives them.
//!
//! Go's RE2 and this crate's engine share their syntax but for three things: in Go `\d`, `\w`, `\s` and `\b` know
//! ASCII only, `\Q…\E` quotes, and `\z` is spelt the same while `\Z` is refused by both.

use regex::{Regex, RegexBuilder};

/// The most memory that one compiled expression may take, in bytes.
const SIZE_LIMIT: usize = 256 << 10;

/// The memory that is enough for nearly every expression.
const SMALL: usize = 16 << 10;

/// Compiles an expression of a manifest. The text may come from a stranger: its size is limited, its running time
/// is linear.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    build(&translate(pattern), SIZE_LIMIT)
}

/// Compiles an expression that is kept; says also about how many bytes it takes.
pub(crate) fn compile_counted(pattern: &str) -> Result<(Regex, usize), String> {
    let pattern = translate(pattern);
    match build(&pattern, SMALL) {
        Ok(regex) => Ok((regex, SMALL)),
        Err(_) => build(&pattern, SIZE_LIMIT).map(|regex| (regex, 4 * SIZE_LIMIT)),
    }
}

fn build(pattern: &str, limit: usize) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .size_limit(limit)
        .dfa_size_limit(limit)
        .build()
        .map_err(|error| error.to_string().lines().last().unwrap_or_default().to_owned())
}

fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == '\\' {
            rest = escape(rest, in_class, &mut out);
            continue;
        }
        in_class = match c {
            '[' => true,
            ']' => false,
            _ => in_class,
        };
        out.push(c);
    }
    out
}

/// Writes the escape that follows a backslash; returns what is behind it.
fn escape<'a>(rest: &'a str, in_class: bool, out: &mut String) -> &'a str {
    if let Some(quoted) = rest.strip_prefix('Q') {
        let (text, behind) = quoted.split_once("\\E").unwrap_or((quoted, ""));
        out.push_str(&regex::escape(text));
        return behind;
    }
    let Some(c) = rest.chars().next() else {
        out.push('\\');
        return rest;
    };
    match (c, in_class) {
        ('d', false) => out.push_str("[0-9]"),
        ('d', true) => out.push_str("0-9"),
        ('D', false) => out.push_str("[^0-9]"),
        ('w', false) => out.push_str("[0-9A-Za-z_]"),
        ('w', true) => out.push_str("0-9A-Za-z_"),
        ('W', false) => out.push_str("[^0-9A-Za-z_]"),
        ('s', false) => out.push_str(r"[\t\n\f\r ]"),
        ('s', true) => out.push_str(r"\t\n\f\r "),
        ('S', false) => out.push_str(r"[^\t\n\f\r ]"),
        ('b', false) => out.push_str(r"(?-u:\b)"),
        _ => {
            out.push('\\');
            out.push(c);
        }
    }
    &rest[c.len_utf8()..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        compile(pattern).is_ok_and(|regex| regex.is_match(text))
    }

    #[test]
    fn classes_are_ascii() {
        assert!(matches(r"^\d+$", "123"));
        assert!(!matches(r"^\d+$", "١٢٣"));
        assert!(!matches(r"^\w$", "é"));
        assert!(matches(r"^[\w-]+$", "a-b_1"));
    }

    #[test]
    fn quoting_is_literal() {
        assert!(matches(r"^\Qa.b\E$", "a.b"));
        assert!(!matches(r"^\Qa.b\E$", "axb"));
    }

    #[test]
    fn huge_expressions_are_refused() {
        assert!(compile("((a{100}){100}){100}").is_err());
    }
}
