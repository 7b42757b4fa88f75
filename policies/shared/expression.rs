//! A regular expression of the configuration, which has to match as a whole.

use std::borrow::Cow;

use regex::{Regex, RegexBuilder};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error};

/// How much memory a compiled expression may take.
const SIZE_LIMIT: usize = 1 << 20;

/// A regular expression that matches whole texts only.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    written: String,
    regex: Regex,
}

impl Expression {
    /// Compiles an expression. Fails for a broken one and for one that takes too much memory.
    pub(crate) fn new(written: String) -> Result<Self, regex::Error> {
        Regex::new(&written)?;
        let regex = RegexBuilder::new(&format!("^(?:{written})$")).size_limit(SIZE_LIMIT).build()?;
        Ok(Self { written, regex })
    }

    /// Whether the whole text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// Whether only one text matches, which is the expression itself.
    pub(crate) fn is_literal(&self) -> bool {
        regex::escape(&self.written) == self.written
    }
}

impl<'de> Deserialize<'de> for Expression {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(|error| D::Error::custom(one_line(&error)))
    }
}

impl JsonSchema for Expression {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "expression".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "regex"})
    }
}

/// The last line of what the library prints says what is wrong; those before it draw the place.
fn one_line(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    format!("this is no regular expression: {}", last.trim_start_matches("error: "))
}

impl std::fmt::Display for Expression {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_are_anchored_together() {
        let expression = Expression::new("staging|production".to_owned()).expect("the expression is sound");
        assert!(expression.matches("production"));
        assert!(!expression.matches("staging-2"));
        assert!(!expression.matches("my-production"));
        assert!(!expression.matches("production\n"));
    }

    #[test]
    fn says_in_one_line_what_is_broken() {
        let error = Expression::new("dev[1".to_owned()).expect_err("a bracket is open");
        assert_eq!(one_line(&error), "this is no regular expression: unclosed character class");
        assert!(Expression::new("a{100}{100}{100}".to_owned()).is_err());
    }
}
