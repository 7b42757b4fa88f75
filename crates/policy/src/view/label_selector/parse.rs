//! The text of a label selector to its requirements.

use std::borrow::Cow;

use super::{Condition, Requirement};

/// No value of a label, and no name of a key, is longer.
const MAX_NAME: usize = 63;

/// No prefix of a key is longer.
const MAX_PREFIX: usize = 253;

/// Why a text is no label selector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no label selector: {reason}")]
pub struct SelectorError {
    text: String,
    reason: String,
}

impl SelectorError {
    pub(super) fn new(text: &str, reason: impl Into<String>) -> Self {
        Self { text: text.to_owned(), reason: reason.into() }
    }
}

/// Requirements separated by commas; an empty text has none.
pub(super) fn parse(text: &str) -> Result<Vec<Requirement<'static>>, SelectorError> {
    let mut tokens = Tokens { rest: text };
    let mut requirements = Vec::new();
    let fail = |reason: String| SelectorError::new(text, reason);
    if tokens.peek().is_empty() {
        return Ok(requirements);
    }
    loop {
        requirements.push(one(&mut tokens).map_err(fail)?);
        match tokens.next() {
            "" => return Ok(requirements),
            "," => {}
            found => return Err(fail(format!("`{found}` stands where a comma belongs"))),
        }
    }
}

/// A requirement whose key and values may be those of labels.
pub(super) fn requirement<'a>(
    key: &'a str,
    condition: Condition<'a>,
) -> Result<Requirement<'a>, SelectorError> {
    check(key, &condition).map_err(|reason| SelectorError::new(key, reason))?;
    Ok(Requirement::new(key, condition))
}

fn check(key: &str, condition: &Condition<'_>) -> Result<(), String> {
    if !is_key(key) {
        return Err(format!("`{key}` cannot be the key of a label"));
    }
    let values = match condition {
        Condition::Equal(value) => std::slice::from_ref(value),
        Condition::In(values) | Condition::NotIn(values) if values.is_empty() => {
            return Err(format!("`{key}` is compared with no value"));
        }
        Condition::In(values) | Condition::NotIn(values) => values,
        _ => return Ok(()),
    };
    match values.iter().find(|value| !value.is_empty() && !is_name(value)) {
        Some(value) => Err(format!("`{value}` cannot be the value of a label")),
        None => Ok(()),
    }
}

fn one(tokens: &mut Tokens<'_>) -> Result<Requirement<'static>, String> {
    let (key, condition) = match tokens.next() {
        "!" => (tokens.next(), Condition::Missing),
        key => (key, condition(tokens)?),
    };
    check(key, &condition)?;
    Ok(Requirement::new(key.to_owned(), condition))
}

/// What stands behind a key.
fn condition(tokens: &mut Tokens<'_>) -> Result<Condition<'static>, String> {
    if matches!(tokens.peek(), "" | ",") {
        return Ok(Condition::Exists);
    }
    Ok(match tokens.next() {
        "=" | "==" => Condition::Equal(value(tokens)?),
        "!=" => Condition::NotIn(vec![value(tokens)?]),
        "in" => Condition::In(values(tokens)?),
        "notin" => Condition::NotIn(values(tokens)?),
        ">" => Condition::Greater(number(tokens)?),
        "<" => Condition::Less(number(tokens)?),
        found => return Err(format!("`{found}` stands where `=`, `!=`, `in` or `notin` belongs")),
    })
}

/// A single value, which may be missing: then it is the empty one.
fn value(tokens: &mut Tokens<'_>) -> Result<Cow<'static, str>, String> {
    match tokens.peek() {
        "" | "," => Ok(Cow::default()),
        found if is_symbol(found) => Err(format!("`{found}` stands where a value belongs")),
        _ => Ok(tokens.next().to_owned().into()),
    }
}

fn number(tokens: &mut Tokens<'_>) -> Result<i64, String> {
    let text = value(tokens)?;
    text.parse().map_err(|_| format!("`{text}` is no integer"))
}

/// Values in parentheses; between two commas stands the empty one.
fn values(tokens: &mut Tokens<'_>) -> Result<Vec<Cow<'static, str>>, String> {
    match tokens.next() {
        "(" => {}
        found => return Err(format!("`{found}` stands where `(` belongs")),
    }
    if tokens.peek() == ")" {
        tokens.next();
        return Ok(Vec::new());
    }
    let mut values = vec![Cow::default()];
    loop {
        match tokens.next() {
            ")" => return Ok(values),
            "," => values.push(Cow::default()),
            found if found.is_empty() || is_symbol(found) => return Err("`)` is missing".to_owned()),
            found => match values.last_mut().filter(|value| value.is_empty()) {
                Some(value) => *value = found.to_owned().into(),
                None => return Err(format!("`{found}` stands where a comma belongs")),
            },
        }
    }
}

/// The words and symbols of a selector; the empty one at the end.
struct Tokens<'t> {
    rest: &'t str,
}

const SYMBOLS: [&str; 9] = ["==", "!=", "=", "!", "(", ")", ",", ">", "<"];

fn is_symbol(token: &str) -> bool {
    SYMBOLS.contains(&token)
}

impl<'t> Tokens<'t> {
    fn peek(&self) -> &'t str {
        let rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
        if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            return &rest[..symbol.len()];
        }
        let ends = |c: char| " \t\r\n=!(),<>".contains(c);
        &rest[..rest.find(ends).unwrap_or(rest.len())]
    }

    fn next(&mut self) -> &'t str {
        let token = self.peek();
        self.rest = &self.rest.trim_start_matches([' ', '\t', '\r', '\n'])[token.len()..];
        token
    }
}

/// Whether a text can be the key of a label: a name, perhaps behind a DNS subdomain and a slash.
fn is_key(text: &str) -> bool {
    match text.split_once('/') {
        None => is_name(text),
        Some((prefix, name)) => {
            let is_label = |part: &str| {
                !part.is_empty()
                    && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                    && !part.starts_with('-')
                    && !part.ends_with('-')
            };
            prefix.len() <= MAX_PREFIX && prefix.split('.').all(is_label) && is_name(name)
        }
    }
}

fn is_name(text: &str) -> bool {
    let ends = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    bytes.len() <= MAX_NAME
        && ends(bytes.first())
        && ends(bytes.last())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

#[cfg(test)]
mod tests {
    use crate::view::LabelSelector;

    /// Whether a selector selects these labels.
    fn selects(selector: &str, labels: &[(&str, &str)]) -> bool {
        let selector: LabelSelector = selector.parse().expect("a selector");
        selector.matches(|key| labels.iter().find(|(known, _)| *known == key).map(|(_, value)| *value))
    }

    #[test]
    fn what_kubernetes_selects_is_selected() {
        // From the table of `TestSelectorMatches` in apimachinery, and the grammar above `Parse`.
        let selected: [(&str, &[(&str, &str)]); 20] = [
            ("", &[("x", "y")]),
            ("x=y", &[("x", "y")]),
            ("x==y,z=w", &[("x", "y"), ("z", "w")]),
            ("x!=y,z!=w", &[("x", "z"), ("z", "a")]),
            ("x!=y", &[]),
            ("notin=in", &[("notin", "in")]),
            ("x", &[("x", "z")]),
            ("!x", &[("y", "z")]),
            ("! x , y", &[("y", "z")]),
            ("x=", &[("x", "")]),
            ("x= ,z=w", &[("x", ""), ("z", "w")]),
            ("x in (a,b)", &[("x", "b")]),
            ("x in (,a)", &[("x", "")]),
            ("x in (a,)", &[("x", "")]),
            ("x notin (a,b)", &[("x", "c")]),
            ("x notin (a,b)", &[]),
            ("x notin\t( a , b ),y in(c)", &[("y", "c")]),
            ("x>1", &[("x", "2")]),
            ("x<7", &[("x", "-4")]),
            ("example.com/x=y", &[("example.com/x", "y")]),
        ];
        for (selector, labels) in selected {
            assert!(selects(selector, labels), "{selector}");
        }
        let not_selected: [(&str, &[(&str, &str)]); 8] = [
            ("x=z", &[]),
            ("x=y", &[("x", "z")]),
            ("x=y,z=w", &[("x", "w"), ("z", "w")]),
            ("x", &[("y", "z")]),
            ("!x", &[("x", "z")]),
            ("x in (a,b)", &[("x", "")]),
            ("x>1", &[("x", "0")]),
            ("x<7", &[("x", "many")]),
        ];
        for (selector, labels) in not_selected {
            assert!(!selects(selector, labels), "{selector}");
        }
    }

    #[test]
    fn what_kubernetes_refuses_is_refused() {
        let refused = [
            "x=a||y=b",
            "x==a==b",
            "!x=a",
            "x<a",
            "x in",
            "x in a",
            "x in (a",
            "x in ()",
            "x in (a b)",
            "x,",
            ",x",
            ",",
            "x=a,,y=b",
            "(x)",
            "x=-a",
            "x=a/b",
            "/x",
            "Up.example/x",
            "x notin",
            "x y",
        ];
        for text in refused {
            assert!(text.parse::<LabelSelector>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_error_says_what_is_wrong() {
        let error = "app in web".parse::<LabelSelector>().expect_err("no parentheses");
        assert_eq!(error.to_string(), "`app in web` is no label selector: `web` stands where `(` belongs");
    }
}
