//! `$(NAME)` in the values of variables, as the kubelet expands it.

use std::borrow::Cow;

/// An expanded value longer than this is given up: a few variables that name each other twice would fill the memory.
const LONGEST: usize = 1 << 16;

/// What is known of a variable that a value refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known<'v> {
    /// Its value.
    Value(&'v str),
    /// It is there, or may be, with a value that the overlay does not tell.
    Unknown,
    /// It is not there. The reference stays as it is written.
    Undefined,
}

/// A value with its references to other variables replaced: `$(NAME)` by the value, `$$` by `$`, and all else left as it
/// is. `None` where a value is not known. Every reference to what is not there is told to `dangling`.
/// <https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/>
pub(super) fn expand<'a, 'v>(
    text: &'a str,
    known: impl Fn(&str) -> Known<'v>,
    mut dangling: impl FnMut(&'a str),
) -> Option<Cow<'a, str>> {
    let Some(first) = text.find('$') else { return Some(Cow::Borrowed(text)) };
    let (mut expanded, mut rest) = (text[..first].to_owned(), &text[first..]);
    let mut is_known = true;
    while let Some(at) = rest.find('$') {
        expanded.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some((name, behind)) = reference(rest) {
            match known(name) {
                Known::Value(value) => expanded.push_str(value),
                Known::Unknown => is_known = false,
                Known::Undefined => {
                    expanded.extend(["$(", name, ")"]);
                    dangling(name);
                }
            }
            rest = behind;
        } else {
            expanded.push('$');
            rest = rest.strip_prefix('$').unwrap_or(rest);
        }
        is_known &= expanded.len() <= LONGEST;
        if !is_known {
            expanded.clear();
        }
    }
    expanded.push_str(rest);
    is_known.then_some(Cow::Owned(expanded))
}

/// The names that a text refers to, whatever they mean.
pub fn references(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    expand(text, |_| Known::Undefined, |name| names.push(name));
    names
}

/// The name in parentheses and what comes behind them, of what follows a `$`.
fn reference(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('(')?.split_once(')')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> Known<'static> {
        match name {
            "A" => Known::Value("one"),
            "SECRET" => Known::Unknown,
            _ => Known::Undefined,
        }
    }

    #[test]
    fn expands_as_the_kubelet_does() {
        for (text, wanted) in [
            ("", ""),
            ("plain", "plain"),
            ("$(A)", "one"),
            ("x$(A)y$(A)", "xoneyone"),
            ("$$(A)", "$(A)"),
            ("$$$(A)", "$one"),
            ("$A ${A} $", "$A ${A} $"),
            ("$(A", "$(A"),
            ("$(B)", "$(B)"),
            ("$()", "$()"),
            ("ä$(A)ö", "äoneö"),
        ] {
            assert_eq!(expand(text, known, |_| ()).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(expand("a $(SECRET)", known, |_| ()), None);
    }

    #[test]
    fn what_is_not_there_is_told() {
        assert_eq!(references("$(A) $$(B) $(C"), ["A"]);
        let mut dangling = Vec::new();
        expand("$(A) $(B) $(SECRET)", known, |name| dangling.push(name));
        assert_eq!(dangling, ["B"]);
    }

    #[test]
    fn what_grows_without_end_is_given_up() {
        let long = "x".repeat(LONGEST);
        assert_eq!(expand("$(X)$(X)", |_| Known::Value(&long), |_| ()), None);
    }
}
