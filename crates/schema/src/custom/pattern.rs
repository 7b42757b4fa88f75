//! Regular expressions with the meaning that Go gives them: its RE2 reads `pattern` and CEL's `matches`.
//!
//! The syntax is that of <https://github.com/google/re2/wiki/Syntax>. Where the `regex` crate differs, an expression is
//! rewritten: classes are ASCII, `[` inside a class and `{` that begins no count are literal, `\Q…\E` quotes.

use regex::{Regex, RegexBuilder};

/// The most memory that one compiled expression may take, in bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// The longest expression that is looked at, in bytes.
const LENGTH_LIMIT: usize = 16 << 10;

/// The most repetitions that Go takes.
const MAX_COUNT: u32 = 1000;

/// Why an expression cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Go refuses it too, for this reason.
    Syntax(String),
    /// It is too large to be judged here.
    TooLarge,
}

/// Compiles an expression; its size is limited, its running time is linear.
pub(crate) fn compile(pattern: &str) -> Result<Regex, Fault> {
    if pattern.len() > LENGTH_LIMIT {
        return Err(Fault::TooLarge);
    }
    let translated = Translation::of(pattern)?;
    let built = RegexBuilder::new(&translated).size_limit(SIZE_LIMIT).dfa_size_limit(SIZE_LIMIT).build();
    built.map_err(|error| match error {
        regex::Error::Syntax(text) => {
            let last = text.lines().last().unwrap_or_default();
            Fault::Syntax(last.trim_start_matches("error: ").to_owned())
        }
        _ => Fault::TooLarge,
    })
}

struct Translation<'p> {
    rest: &'p str,
    out: String,
}

impl<'p> Translation<'p> {
    fn of(pattern: &'p str) -> Result<String, Fault> {
        let mut translation = Self { rest: pattern, out: String::with_capacity(pattern.len() + 8) };
        while let Some(c) = translation.next() {
            match c {
                '\\' => translation.escape(false)?,
                '[' => translation.class()?,
                '{' => translation.brace()?,
                '(' if translation.rest.starts_with("?x") => {
                    return Err(Fault::Syntax("the flag `x` is unknown to Go".to_owned()));
                }
                other => translation.out.push(other),
            }
        }
        Ok(translation.out)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// A brace that begins no count is literal in Go.
    fn brace(&mut self) -> Result<(), Fault> {
        let count = self.rest.split_once('}').map(|(inside, _)| inside).filter(|inside| is_count(inside));
        if let Some(count) = count {
            let too_large =
                |number: &str| !number.is_empty() && number.parse().map_or(true, |n: u32| n > MAX_COUNT);
            if count.split(',').any(too_large) {
                return Err(Fault::Syntax(format!("the count `{{{count}}}` is more than Go's {MAX_COUNT}")));
            }
        } else {
            self.out.push('\\');
        }
        self.out.push('{');
        Ok(())
    }

    fn class(&mut self) -> Result<(), Fault> {
        self.out.push('[');
        if let Some(rest) = self.rest.strip_prefix('^') {
            self.out.push('^');
            self.rest = rest;
        }
        let mut first = true;
        while let Some(c) = self.next() {
            match c {
                ']' if !first => {
                    self.out.push(']');
                    return Ok(());
                }
                '\\' => self.escape(true)?,
                '[' if self.rest.starts_with(':') && self.rest.contains(":]") => self.named_class(),
                '[' | '&' | '~' | ']' => self.out.extend(['\\', c]),
                // Two dashes in a row would take classes from each other.
                '-' if self.rest.starts_with('-') => self.out.push_str("\\-"),
                other => self.out.push(other),
            }
            first = false;
        }
        Ok(())
    }

    fn named_class(&mut self) {
        let end = self.rest.find(":]").map_or(0, |at| at + 2);
        self.out.push('[');
        self.out.push_str(&self.rest[..end]);
        self.rest = &self.rest[end..];
    }

    fn escape(&mut self, in_class: bool) -> Result<(), Fault> {
        if let (false, Some(quoted)) = (in_class, self.rest.strip_prefix('Q')) {
            let (text, behind) = quoted.split_once("\\E").unwrap_or((quoted, ""));
            self.out.push_str(&regex::escape(text));
            self.rest = behind;
            return Ok(());
        }
        let Some(c) = self.next() else {
            return Err(Fault::Syntax("a backslash at the end escapes nothing".to_owned()));
        };
        let replacement = match (c, in_class) {
            ('d', false) => "[0-9]",
            ('d', true) => "0-9",
            ('D', _) => "[^0-9]",
            ('w', false) => "[0-9A-Za-z_]",
            ('w', true) => "0-9A-Za-z_",
            ('W', _) => "[^0-9A-Za-z_]",
            ('s', false) => r"[\t\n\f\r ]",
            ('s', true) => r"\t\n\f\r ",
            ('S', _) => r"[^\t\n\f\r ]",
            ('b', false) => r"(?-u:\b)",
            ('B', false) => r"(?-u:\B)",
            ('/' | '_' | '"' | '\'' | '`' | ' ' | '<' | '>' | '%' | ',' | ';' | ':' | '=' | '@' | '!', _) => {
                self.out.push(c);
                return Ok(());
            }
            ('u' | 'U' | 'Z' | 'h' | 'H' | 'R' | 'X', _) => {
                return Err(Fault::Syntax(format!("the escape `\\{c}` is unknown to Go")));
            }
            _ => {
                self.out.extend(['\\', c]);
                return Ok(());
            }
        };
        self.out.push_str(replacement);
        Ok(())
    }
}

fn is_count(inside: &str) -> bool {
    let (least, most) = inside.split_once(',').unwrap_or((inside, ""));
    !least.is_empty() && [least, most].iter().all(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        compile(pattern).unwrap_or_else(|fault| panic!("{pattern}: {fault:?}")).is_match(text)
    }

    #[test]
    fn classes_know_ascii_only() {
        assert!(matches(r"^\d+\w[\w-]$", "12a-") && !matches(r"^\d$", "١") && !matches(r"^[\w]$", "é"));
        assert!(matches(r"^[^\D]$", "1") && matches("^[[:alpha:]_]+$", "a_"));
    }

    #[test]
    fn brackets_and_braces_are_literal_where_go_says_so() {
        assert!(matches(r"^[^[\]]+$", "ab") && !matches(r"^[^[\]]+$", "a[b"));
        assert!(matches("^[]a]+$", "]a") && matches("^[a&&b]+$", "&"));
        assert!(matches("^{{a}}$", "{{a}}") && matches("^a{2}$", "aa") && matches("^a{,2}$", "a{,2}"));
    }

    #[test]
    fn what_go_refuses_is_refused() {
        for pattern in ["(", "a{1001}", r"(?=a)", r"a\", r"\u0041", "(?x)a", "[b-a]"] {
            assert!(matches!(compile(pattern), Err(Fault::Syntax(_))), "{pattern}");
        }
    }

    #[test]
    fn what_is_too_large_is_not_judged() {
        assert_eq!(compile("((a{100}){100}){100}").err(), Some(Fault::TooLarge));
        assert_eq!(compile(&"a".repeat(1 << 20)).err(), Some(Fault::TooLarge));
    }
}
