//! Field paths of replacements: where one step ends and what each means.
//!
//! Source of the rules: `kyaml/utils/pathsplitter.go` and `kyaml/yaml/match.go` of kustomize 5.8.2.

use overlint_source::Origin;
use regex::Regex;
use smol_str::SmolStr;

use crate::files::Files;
use crate::go_regex;

/// The steps of a path. A dot behind a backslash splits nothing, nor does one within brackets; brackets without `=`
/// are taken off.
pub(crate) fn split(path: &str) -> Vec<String> {
    let pieces = split_unescaped(path);
    let mut steps = Vec::with_capacity(pieces.len());
    let mut rest = pieces.into_iter();
    while let Some(piece) = rest.next() {
        if !piece.starts_with('[') || piece.ends_with(']') {
            steps.push(piece);
            continue;
        }
        let mut bracketed = piece;
        for more in rest.by_ref() {
            bracketed.push('.');
            bracketed.push_str(&more);
            if more.ends_with(']') {
                break;
            }
        }
        if !bracketed.contains('=') {
            steps.push(bracketed.trim_matches(['[', ']']).to_owned());
            continue;
        }
        steps.push(bracketed);
    }
    steps
}

fn split_unescaped(path: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let path = path.strip_prefix('.').unwrap_or(path);
    for piece in path.split('.') {
        match pieces.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push('.');
                last.push_str(piece);
            }
            _ => pieces.push(piece.to_owned()),
        }
    }
    pieces
}

/// A field path of a target, its patterns compiled.
#[derive(Clone, Debug)]
pub(crate) struct FieldPath {
    pub(super) text: SmolStr,
    pub(super) origin: Origin,
    pub(super) parts: Vec<Part>,
}

/// A step of a field path.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) text: String,
    /// The pattern of brackets, or why it is none. That counts only where there is an item to look at.
    pub(super) pattern: Option<Result<Regex, String>>,
}

impl FieldPath {
    /// Compiles a path that stands at a place; the memory for its patterns is charged.
    pub(super) fn new(text: &str, origin: Origin, files: &Files<'_>) -> crate::error::Result<Self> {
        let mut parts = Vec::new();
        for text in split(text) {
            let pattern = match Step::of(&text) {
                Step::Items(_, pattern) => Some(go_regex::compile_counted(pattern)),
                _ => None,
            };
            if let Some(Ok((_, bytes))) = &pattern {
                files.charge(*bytes, origin)?;
            }
            parts.push(Part { pattern: pattern.map(|compiled| compiled.map(|(regex, _)| regex)), text });
        }
        Ok(Self { text: text.into(), origin, parts })
    }
}

/// What one step of a path asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step<'p> {
    /// `key`: the value under a key.
    Key(&'p str),
    /// `3`: an item by its number.
    Index(usize),
    /// `[field=pattern]`: items by a field; without a field, by themselves.
    Items(&'p str, &'p str),
    /// `[field]`: brackets that do not say what to look for.
    Unclear,
    /// `*`: every item.
    Every,
}

impl<'p> Step<'p> {
    pub(super) fn of(step: &'p str) -> Self {
        if let Some(index) = number(step).and_then(|number| usize::try_from(number).ok()) {
            return Self::Index(index);
        }
        if is_in_brackets(step) {
            let inner = step.strip_suffix(']').unwrap_or(step);
            let inner = inner.strip_prefix('[').unwrap_or(inner);
            return inner.split_once('=').map_or(Self::Unclear, |(field, value)| Self::Items(field, value));
        }
        if step == "*" { Self::Every } else { Self::Key(step) }
    }

    /// Whether what the step looks into is a list.
    pub(super) fn is_of_list(&self) -> bool {
        matches!(self, Self::Index(_) | Self::Items(..) | Self::Unclear)
    }
}

fn is_in_brackets(step: &str) -> bool {
    step.starts_with('[') && step.ends_with(']')
}

/// A whole number as Go's `strconv.Atoi` takes it.
pub(super) fn number(text: &str) -> Option<i64> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_split_unless_escaped_or_in_brackets() {
        assert_eq!(split("a.b.0"), ["a", "b", "0"]);
        assert_eq!(split(r"data.a\.b.c"), ["data", "a.b", "c"]);
        assert_eq!(split("metadata.annotations.[a.b/c].d"), ["metadata", "annotations", "a.b/c", "d"]);
        assert_eq!(split("spec.[name=a.b.c].x"), ["spec", "[name=a.b.c]", "x"]);
        assert_eq!(split(".a"), ["a"]);
        assert_eq!(split("a..b"), ["a", "", "b"]);
        assert_eq!(split("a.[b.c"), ["a", "b.c"]);
        assert_eq!(split("a.[b].c"), ["a", "[b]", "c"]);
        assert_eq!(split(""), [""]);
    }

    #[test]
    fn steps_are_told_apart_by_their_spelling() {
        assert_eq!(Step::of("name"), Step::Key("name"));
        assert_eq!(Step::of("-"), Step::Key("-"));
        assert_eq!(Step::of("-1"), Step::Key("-1"));
        assert_eq!(Step::of("+1"), Step::Index(1));
        assert_eq!(Step::of("[name=a=b]"), Step::Items("name", "a=b"));
        assert_eq!(Step::of("[=x]"), Step::Items("", "x"));
        assert_eq!(Step::of("[x]"), Step::Unclear);
        assert_eq!(Step::of("*"), Step::Every);
    }
}
