//! Names of which only a part was written, or too much.

/// From how many letters on a part of a name says which name was meant.
const MEANINGFUL: usize = 4;

/// The shortest name that begins or ends with a wrong one: `updateStrategy` for `strategy`.
pub(super) fn extended<'n>(wrong: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let wrong = wrong.to_ascii_lowercase();
    let longer = names.filter(|name| {
        let name = name.to_ascii_lowercase();
        wrong.len() >= MEANINGFUL && (name.starts_with(&wrong) || name.ends_with(&wrong))
    });
    longer.min_by_key(|name| (name.len(), *name))
}

/// The longest name whose words begin or end a wrong one: `strategy` for `updateStrategy`.
pub(super) fn contained<'n>(wrong: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let parts: Vec<_> = splits(wrong).collect();
    let whole = |name: &&str| parts.iter().any(|(before, behind)| before == name || behind == name);
    names.filter(|name| name.len() >= MEANINGFUL).filter(whole).max_by_key(|name| (name.len(), *name))
}

/// The two halves of a name at each of its words, the second in lower case: `serviceName` is `service` and `name`.
pub(super) fn splits(name: &str) -> impl Iterator<Item = (&str, String)> {
    let words = name.char_indices().filter(|&(at, letter)| at > 0 && letter.is_ascii_uppercase());
    words.map(|(at, letter)| {
        let rest = &name[at + letter.len_utf8()..];
        (&name[..at], format!("{}{rest}", letter.to_ascii_lowercase()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_some_length_names_the_whole() {
        let names = ["progressDeadlineSeconds", "paused", "replicas"];
        assert_eq!(extended("deadlineSeconds", names.into_iter()), Some("progressDeadlineSeconds"));
        assert_eq!(extended("rep", names.into_iter()), None);
    }

    #[test]
    fn words_of_a_name_may_be_too_many() {
        let names = ["strategy", "name", "date", "up"];
        assert_eq!(contained("updateStrategy", names.into_iter()), Some("strategy"));
        assert_eq!(contained("nameReference", names.into_iter()), Some("name"));
        assert_eq!(contained("update", names.into_iter()), None);
        assert_eq!(splits("aBcD").collect::<Vec<_>>(), [("a", "bcD".to_owned()), ("aBc", "d".to_owned())]);
    }
}
