//! Which YAML files the texts of a directory speak of: what a script applies, a comment names or a README explains is no
//! forgotten file.

use std::collections::HashMap;

use overlint_source::FileTree;

/// What larger files say is not read.
const MAX_BYTES: usize = 1 << 20;

/// The names in the texts of some files.
#[derive(Debug, Default)]
pub(super) struct Mentions<'a>(HashMap<String, By<'a>>);

#[derive(Clone, Copy, Debug)]
enum By<'a> {
    One(&'a str),
    Several,
}

impl<'a> Mentions<'a> {
    /// Reads the files.
    pub(super) fn read(tree: &dyn FileTree, files: impl Iterator<Item = &'a str>) -> Self {
        let mut mentions = Self::default();
        for file in files.filter(|file| is_text(file)) {
            let bytes = tree.read(file).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_BYTES)]);
            let is_part = |c: char| c.is_alphanumeric() || "._/-".contains(c);
            for word in text.split(|c| !is_part(c)).filter(|word| has_name_of_yaml(word)) {
                mentions.add(last_segments(word, 1), file);
                mentions.add(last_segments(word, 2), file);
            }
        }
        mentions
    }

    fn add(&mut self, name: &str, file: &'a str) {
        match self.0.get_mut(name) {
            Some(By::One(other)) if *other == file => {}
            Some(by) => *by = By::Several,
            None => {
                self.0.insert(name.to_owned(), By::One(file));
            }
        }
    }

    /// Whether another file than this one speaks of a file by the last segments of its path.
    pub(super) fn have(&self, file: &str, segments: usize) -> bool {
        match self.0.get(last_segments(file, segments)) {
            Some(By::One(by)) => *by != file,
            Some(By::Several) => true,
            None => false,
        }
    }
}

/// Whether a name is that of a YAML file.
pub(super) fn has_name_of_yaml(name: &str) -> bool {
    matches!(name.rsplit_once('.'), Some((_, "yaml" | "yml")))
}

/// Scripts, manifests and prose: what has another ending is hardly text.
fn is_text(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file);
    match name.rsplit_once('.') {
        Some((_, ending)) => {
            ["yaml", "yml", "json", "md", "sh", "mk", "txt", "toml", "env", "py", "ts", "tf"]
                .contains(&ending)
        }
        None => true,
    }
}

/// The end of a path: so many segments, or all that there are.
fn last_segments(path: &str, count: usize) -> &str {
    let start = path.rmatch_indices('/').nth(count - 1).map_or(0, |(at, _)| at + 1);
    &path[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_ends_in_its_last_segments() {
        assert_eq!(last_segments("a/b/c.yaml", 1), "c.yaml");
        assert_eq!(last_segments("a/b/c.yaml", 2), "b/c.yaml");
        assert_eq!(last_segments("c.yaml", 2), "c.yaml");
    }
}
