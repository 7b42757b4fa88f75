//! `$(NAME)` in a text.
//!
//! Source of the rules: `api/filters/refvar/expand.go` of kustomize 5.8.2, which follows Kubernetes' own expansion of
//! `$(NAME)` in containers.

use std::collections::{HashMap, HashSet};

use overlint_source::Input;
use overlint_source::number::write_general;
use smol_str::SmolStr;

use super::{Known, Source};

/// The text with the variables in it replaced, and the values that were put in, each once, in the order of their first
/// use. A text that is nothing but one variable takes its type.
pub(super) fn expand(text: &str, values: &HashMap<SmolStr, Source>) -> (Known, Vec<Input>) {
    let mut out = String::with_capacity(text.len());
    let (mut used, mut inputs) = (HashSet::new(), Vec::new());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let behind = &rest[at + 1..];
        if behind.is_empty() {
            break;
        }
        out.push_str(&rest[..at]);
        match name(behind) {
            Read::Name(name) => {
                let known = values.get(name).filter(|source| source.value != Known::Unwritable);
                inputs.extend(known.filter(|_| used.insert(name)).map(|source| source.input.clone()));
                if let (true, Some(source)) = (name.len() + 3 == text.len(), known) {
                    return (source.value.clone(), inputs);
                }
                write(&mut out, name, known);
                rest = &behind[name.len() + 2..];
            }
            Read::Escape => {
                out.push('$');
                rest = &behind[1..];
            }
            Read::Other => {
                // What begins nothing is kept, with the character behind it.
                let length = behind.chars().next().map_or(0, char::len_utf8);
                out.push('$');
                out.push_str(&behind[..length]);
                rest = &behind[length..];
            }
        }
    }
    out.push_str(rest);
    (Known::Text(out.into()), inputs)
}

enum Read<'t> {
    Name(&'t str),
    /// `$$`, which stands for `$`.
    Escape,
    Other,
}

fn name(behind: &str) -> Read<'_> {
    match behind.as_bytes()[0] {
        b'$' => Read::Escape,
        b'(' => behind[1..].split_once(')').map_or(Read::Other, |(name, _)| Read::Name(name)),
        _ => Read::Other,
    }
}

fn write(out: &mut String, name: &str, known: Option<&Source>) {
    match known.map(|source| &source.value) {
        Some(Known::Text(text)) => out.push_str(text),
        Some(Known::Int(value)) => out.push_str(&value.to_string()),
        Some(Known::Bool(value)) => out.push_str(&value.to_string()),
        Some(Known::Float(value)) => write_general(out, *value),
        Some(Known::Unwritable) | None => {
            out.push_str("$(");
            out.push_str(name);
            out.push(')');
        }
    }
}

#[cfg(test)]
mod tests {
    use overlint_source::Origin;

    use super::*;

    fn expanded(text: &str) -> Known {
        let source = |value| Source { value, input: Input::without_text(Origin::NOWHERE) };
        let values = HashMap::from([
            ("A".into(), source(Known::Text("x".into()))),
            ("N".into(), source(Known::Int(5))),
            ("F".into(), source(Known::Float(1e21))),
            ("M".into(), source(Known::Unwritable)),
        ]);
        expand(text, &values).0
    }

    #[test]
    fn only_a_whole_text_keeps_the_type() {
        assert_eq!(expanded("$(N)"), Known::Int(5));
        assert_eq!(expanded("a$(N)-$(A)"), Known::Text("a5-x".into()));
        assert_eq!(expanded("$(F)!"), Known::Text("1e+21!".into()));
    }

    #[test]
    fn what_is_no_variable_stays() {
        for text in ["$(B)", "$(M)", "a$", "$(A", "$A", "$é(A)"] {
            assert_eq!(expanded(text), Known::Text(text.into()), "{text}");
        }
        assert_eq!(expanded("$$(A) $$$(A)"), Known::Text("$(A) $x".into()));
    }
}
