//! The name of an `images` entry: an expression that kustomize puts as it is into a larger one,
//! `^NAME(:TAG)?(@DIGEST)?$`.
//!
//! Source of the rules: `api/internal/image/image.go` of kustomize 5.8.2. Nearly every name is made of letters, digits and
//! a few signs, of which only the dot means something in an expression; compiling one for each entry of each overlay
//! would cost more than all that `images` does besides.

use regex::Regex;

use crate::go_regex;

const TAG: &str = r"(:[a-zA-Z0-9_.{}-]*)?";
const DIGEST: &str = r"(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?";

/// Tells which images an entry means.
#[derive(Debug)]
pub(super) enum Name<'a> {
    /// A name in which at most dots mean something.
    Plain(&'a str),
    Expression(Box<Regex>),
    /// What is no expression means nothing.
    Nothing,
}

impl<'a> Name<'a> {
    pub(super) fn new(name: &'a str) -> Self {
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._/:-".contains(&byte)) {
            return Self::Plain(name);
        }
        let compiled = go_regex::compile(&format!("^{name}{TAG}{DIGEST}$"));
        compiled.map_or(Self::Nothing, |regex| Self::Expression(Box::new(regex)))
    }

    pub(super) fn matches(&self, image: &str) -> bool {
        match self {
            Self::Plain(name) => behind(name, image).is_some_and(is_tag_and_digest),
            Self::Expression(regex) => regex.is_match(image),
            Self::Nothing => false,
        }
    }
}

/// What stands behind a name in which a dot is any character but a line break.
fn behind<'i>(name: &str, image: &'i str) -> Option<&'i str> {
    let mut rest = image.chars();
    for wanted in name.chars() {
        let found = rest.next()?;
        if !(found == wanted || wanted == '.' && found != '\n') {
            return None;
        }
    }
    Some(rest.as_str())
}

fn is_tag_and_digest(rest: &str) -> bool {
    let is_tag =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.{}-".contains(&byte));
    let (tag, digest) = rest.split_once('@').map_or((rest, None), |(tag, digest)| (tag, Some(digest)));
    let tag_fits = tag.is_empty() || tag.strip_prefix(':').is_some_and(is_tag);
    let digest_fits = digest.is_none_or(|digest| {
        digest.split_once(':').is_some_and(|(algorithm, value)| is_algorithm(algorithm) && is_tag(value))
    });
    tag_fits && digest_fits
}

/// Words of letters and digits, one of four signs between them.
fn is_algorithm(text: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.split(['.', '+', '_', '-']).all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_match_as_their_expressions_do() {
        let names = ["nginx", "a.b/c", "host:5000/x", "x_y-z", "", "a."];
        let images = [
            "nginx",
            "nginx:",
            "nginx:1.2_{}-",
            "nginx@sha256:ab",
            "nginx:1@sha256:",
            "nginx:1@",
            "nginx@sha256",
            "nginx@a+b.c:d",
            "nginx@a+:d",
            "nginx@:d",
            "nginx:1:2",
            "nginx:$X",
            "nginx/x",
            "docker.io/nginx",
            "aXb/c:1",
            "a\nb/c",
            "aéb/c",
            "host:5000/x:1",
            "x_y-z",
            "",
            ":1",
            "@a:b",
            "ab",
            "a",
            "nginx:é",
            "nginx\n",
        ];
        for name in names {
            let expression =
                Regex::new(&format!("^{name}{TAG}{DIGEST}$")).expect("the names are expressions");
            for image in images {
                let (plain, by_expression) = (Name::Plain(name).matches(image), expression.is_match(image));
                assert_eq!(plain, by_expression, "{name:?} on {image:?}");
            }
        }
    }

    #[test]
    fn other_names_are_expressions() {
        assert!(Name::new("ngin[wx]").matches("nginx:1"));
        assert!(!Name::new("ngin[x").matches("ngin[x"));
    }
}
