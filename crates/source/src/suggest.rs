//! Which known name a misspelt one meant.

/// The name that is closest to a wrong one, if any is close: at most a third of it may be wrong.
pub fn closest<'n>(wrong: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let wrong: Vec<char> = wrong.chars().flat_map(char::to_lowercase).collect();
    let most = (wrong.len() / 3).max(1);
    let near = names.filter_map(|name| {
        let letters: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
        let apart =
            if letters.len().abs_diff(wrong.len()) > most { most + 1 } else { distance(&wrong, &letters) };
        (apart <= most).then_some((apart, name))
    });
    near.min().map(|(_, name)| name)
}

/// How many letters have to be put in, taken out, changed or swapped with their neighbour.
fn distance(one: &[char], other: &[char]) -> usize {
    let (mut two_above, mut above) = (Vec::new(), (0..=other.len()).collect::<Vec<_>>());
    for (row, letter) in one.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, against) in other.iter().enumerate() {
            let change = above[column] + usize::from(letter != against);
            let mut fewest = change.min(above[column + 1] + 1).min(current[column] + 1);
            let swapped = row > 0 && column > 0 && *letter == other[column - 1] && one[row - 1] == *against;
            if swapped {
                fewest = fewest.min(two_above[column - 1] + 1);
            }
            current.push(fewest);
        }
        two_above = std::mem::replace(&mut above, current);
    }
    above[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn each_slip_counts_once() {
        for (one, other, apart) in [
            ("image", "image", 0),
            ("imagee", "image", 1),
            ("imgae", "image", 1),
            ("", "ab", 2),
            ("cat", "tac", 2),
        ] {
            assert_eq!(distance(&letters(one), &letters(other)), apart, "{one} {other}");
        }
    }

    #[test]
    fn the_closest_name_is_found_whatever_its_case() {
        let names = ["progressDeadlineSeconds", "paused", "replicas"];
        assert_eq!(closest("progresDeadlineSeconds", names.into_iter()), Some("progressDeadlineSeconds"));
        assert_eq!(closest("REPLICAS", names.into_iter()), Some("replicas"));
        assert_eq!(closest("unrelated", names.into_iter()), None);
        assert_eq!(closest("", names.into_iter()), None);
    }
}
