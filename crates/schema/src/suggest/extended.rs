//! Names of which only a part was written.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_some_length_names_the_whole() {
        let names = ["progressDeadlineSeconds", "paused", "replicas"];
        assert_eq!(extended("deadlineSeconds", names.into_iter()), Some("progressDeadlineSeconds"));
        assert_eq!(extended("rep", names.into_iter()), None);
    }
}
