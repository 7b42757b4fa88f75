//! Which name was evidently meant.

/// The name that was meant, if one was: one slip away, or, where `with_affixes`, the same with something before or
/// behind it. The hash that kustomize puts behind a name does not count.
pub(super) fn nearest<'n>(
    wrong: &str,
    names: impl Iterator<Item = &'n str>,
    with_affixes: bool,
) -> Option<&'n str> {
    let near = names.map(without_hash).filter(|name| {
        *name == wrong
            || is_slip(wrong, name)
            || (with_affixes && (is_affixed(wrong, name) || is_affixed(name, wrong)))
    });
    near.min_by_key(|name| (name.len().abs_diff(wrong.len()), *name))
}

/// A name without kustomize's hash: ten of the letters that it is spelt with.
/// <https://github.com/kubernetes-sigs/kustomize/blob/master/api/hasher/hasher.go>
fn without_hash(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((before, hash))
            if hash.len() == 10 && hash.bytes().all(|c| b"bcdfghkmt2456789".contains(&c)) =>
        {
            before
        }
        _ => name,
    }
}

/// Whether one name is the other with one word before or behind it.
fn is_affixed(short: &str, long: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && !word.contains('-');
    let behind = long.strip_prefix(short).and_then(|rest| rest.strip_prefix('-'));
    let before = long.strip_suffix(short).and_then(|rest| rest.strip_suffix('-'));
    behind.is_some_and(is_word) || before.is_some_and(is_word)
}

/// The shortest part of a name in which one letter may be a slip; in a shorter one it tells things apart, as in `db-a`.
const SHORTEST: usize = 4;

/// Whether a name is another but for one letter that is put in, taken out, changed or swapped with its neighbour. A digit
/// is no slip, nor is a letter of a short part: these tell names apart.
pub fn is_slip(wrong: &str, right: &str) -> bool {
    if wrong.len().abs_diff(right.len()) > 1 || !wrong.is_ascii() || !right.is_ascii() {
        return false;
    }
    let before = wrong.bytes().zip(right.bytes()).take_while(|(one, other)| one == other).count();
    let (one, other) = (&wrong.as_bytes()[before..], &right.as_bytes()[before..]);
    let behind = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[..one.len() - behind], &other[..other.len() - behind]);
    let is_one = match (one, other) {
        ([a, b], [c, d]) => a == d && b == c,
        _ => one.len().max(other.len()) == 1,
    };
    is_one
        && one.iter().chain(other).all(|letter| !letter.is_ascii_digit())
        && part_length(right, before) >= SHORTEST
}

/// How long the part of a name is that has this position.
fn part_length(name: &str, position: usize) -> usize {
    let position = position.min(name.len().saturating_sub(1));
    let start = name[..position].rfind(['-', '.']).map_or(0, |dash| dash + 1);
    let end = name[position..].find(['-', '.']).map_or(name.len(), |dash| position + dash);
    end.saturating_sub(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_in_a_word_is_a_slip() {
        for (wrong, right) in [
            ("web-confg", "web-config"),
            ("web-cnofig", "web-config"),
            ("wbe-config-map", "wbe-konfig-map"),
            ("web-configs", "web-config"),
        ] {
            assert!(is_slip(wrong, right), "{wrong} {right}");
        }
        for (wrong, right) in [
            ("db-a", "db-b"),
            ("web-1000", "web-1001"),
            ("web", "web"),
            ("prod", "dev"),
            ("cache-1", "cache"),
        ] {
            assert!(!is_slip(wrong, right), "{wrong} {right}");
        }
    }

    #[test]
    fn hashes_and_affixes_are_seen_through() {
        let names = ["web-5k8t2mh4gb", "prod-db"];
        assert_eq!(nearest("web", names.into_iter(), false), Some("web"));
        assert_eq!(nearest("web-missing", names.into_iter(), true), Some("web"));
        assert_eq!(nearest("db", names.into_iter(), true), Some("prod-db"));
        assert_eq!(nearest("db", names.into_iter(), false), None);
        assert_eq!(nearest("webs", names.into_iter(), true), None);
        assert_eq!(nearest("web-ca-root-cert", names.into_iter(), true), None);
    }
}
