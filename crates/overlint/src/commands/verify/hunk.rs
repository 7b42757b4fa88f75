//! The first hunk of a unified diff.

use overlint_report::escape;

/// How many lines that are the same are shown around those that differ; so many in a row end a hunk.
const CONTEXT: usize = 3;

/// How many lines the two may part from each other before a hunk is cut off.
const REACH: usize = 30;

/// How many letters of a line are shown.
const WIDTH: usize = 200;

/// The first hunk that leads from the one text to the other; empty where they are the same.
pub(super) fn first(theirs: &str, ours: &str) -> String {
    let theirs: Vec<&str> = theirs.split_inclusive('\n').collect();
    let ours: Vec<&str> = ours.split_inclusive('\n').collect();
    let start = theirs.iter().zip(&ours).take_while(|(a, b)| a == b).count();
    let (removed, added) = gap(&theirs[start..], &ours[start..]);
    if (removed, added) == (0, 0) {
        return String::new();
    }
    let before = &ours[start.saturating_sub(CONTEXT)..start];
    let behind = &ours[start + added..];
    let same = theirs[start + removed..].iter().zip(behind).take(CONTEXT).take_while(|(a, b)| a == b).count();
    let after = &behind[..same];
    let around = before.len() + after.len();
    let from = start - before.len() + 1;
    let mut text = format!(
        "--- kustomize\n+++ overlint\n@@ -{from},{} +{from},{} @@\n",
        removed + around,
        added + around
    );
    let parts = [
        (' ', before),
        ('-', &theirs[start..start + removed]),
        ('+', &ours[start..start + added]),
        (' ', after),
    ];
    for (sign, line) in parts.into_iter().flat_map(|(sign, lines)| lines.iter().map(move |line| (sign, line)))
    {
        push(&mut text, sign, line);
    }
    text
}

/// How many lines of each go before both go on alike, the fewest that there are; the reach where they do not.
fn gap(theirs: &[&str], ours: &[&str]) -> (usize, usize) {
    let alike = |removed: usize, added: usize| {
        let (theirs, ours) = (theirs.get(removed..)?, ours.get(added..)?);
        let same = theirs.iter().zip(ours).take(CONTEXT).take_while(|(a, b)| a == b).count();
        (same == CONTEXT || same == theirs.len() && same == ours.len()).then_some((removed, added))
    };
    let pairs = (0..=REACH).flat_map(|total| (0..=total).map(move |removed| (removed, total - removed)));
    pairs
        .into_iter()
        .find_map(|(removed, added)| alike(removed, added))
        .unwrap_or((theirs.len().min(REACH), ours.len().min(REACH)))
}

fn push(text: &mut String, sign: char, line: &str) {
    let (line, is_ended) = line.strip_suffix('\n').map_or((line, false), |line| (line, true));
    let shown: String = line.chars().take(WIDTH).collect();
    text.push(sign);
    *text += &escape(&shown);
    text.push('\n');
    if !is_ended {
        *text += "\\ No newline at end of file\n";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(numbers: impl IntoIterator<Item = u32>) -> String {
        numbers.into_iter().flat_map(|number| [number.to_string(), "\n".to_owned()]).collect()
    }

    #[test]
    fn a_change_has_lines_around_it() {
        let theirs = lines(1..=20);
        let ours = theirs.replace("10\n", "ten\n10.5\n");
        let hunk =
            "--- kustomize\n+++ overlint\n@@ -7,7 +7,8 @@\n 7\n 8\n 9\n-10\n+ten\n+10.5\n 11\n 12\n 13\n";
        assert_eq!(first(&theirs, &ours), hunk);
    }

    #[test]
    fn only_the_first_of_several_is_shown() {
        let hunk = first(&lines(1..=20), &lines((1..=20).filter(|number| ![2, 12].contains(number))));
        assert_eq!(hunk, "--- kustomize\n+++ overlint\n@@ -1,5 +1,4 @@\n 1\n-2\n 3\n 4\n 5\n");
    }

    #[test]
    fn texts_that_have_nothing_in_common_are_cut_off() {
        let hunk = first(&lines(1..=1000), &lines(2001..=3000));
        assert!(hunk.contains("@@ -1,30 +1,30 @@") && hunk.lines().count() == 63);
        assert_eq!(first("a\n", "a\n"), "");
    }

    #[test]
    fn a_missing_line_break_is_seen() {
        let hunk = first("a\n", "a");
        assert!(hunk.ends_with("-a\n+a\n\\ No newline at end of file\n"), "{hunk}");
        assert!(first("", "\u{1b}[31mred\n").contains("+\\u{1b}[31mred\n"));
    }
}
