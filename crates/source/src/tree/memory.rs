//! A tree in memory, for tests and library users.

use std::collections::BTreeMap;

use super::{FileKind, FileTree, TreeError};

/// Files by path. Directories are there as soon as a file lies in them.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// Adds a file, or replaces it.
    pub fn insert(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), content.into());
    }

    fn below<'a>(&'a self, directory: &'a str) -> impl Iterator<Item = &'a String> {
        let inside = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let itself = self.files.get_key_value(directory).into_iter();
        let others = self.files.range(inside.clone()..);
        let others = others.take_while(move |(file, _)| file.starts_with(&inside));
        itself.chain(others).map(|(file, _)| file)
    }
}

impl<P: Into<String>, C: Into<Vec<u8>>> FromIterator<(P, C)> for Memory {
    fn from_iter<I: IntoIterator<Item = (P, C)>>(files: I) -> Self {
        Self { files: files.into_iter().map(|(path, content)| (path.into(), content.into())).collect() }
    }
}

impl FileTree for Memory {
    fn resolve(&self, path: &str) -> Result<(String, FileKind), TreeError> {
        if self.files.contains_key(path) {
            Ok((path.to_owned(), FileKind::File))
        } else if self.below(path).next().is_some() {
            Ok((path.to_owned(), FileKind::Directory))
        } else {
            Err(TreeError::Missing(path.to_owned()))
        }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, TreeError> {
        match self.resolve(path)? {
            (path, FileKind::File) => Ok(self.files[&path].clone()),
            (path, FileKind::Directory) => Err(TreeError::NotAFile(path)),
        }
    }

    fn files(&self, directory: &str) -> Result<Vec<String>, TreeError> {
        Ok(self.below(directory).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_holds_itself_and_what_lies_below_it() {
        let tree: Memory =
            ["a", "b/c/d", "b-c/d", "b.c", "b/c.d"].map(|path| (path, "")).into_iter().collect();
        assert_eq!(tree.files("").expect("it is there"), ["a", "b-c/d", "b.c", "b/c.d", "b/c/d"]);
        assert_eq!(tree.files("b").expect("it is there"), ["b/c.d", "b/c/d"]);
        assert_eq!(tree.files("a").expect("it is there"), ["a"]);
        assert_eq!(tree.resolve("b/c").expect("it is there"), ("b/c".to_owned(), FileKind::Directory));
        assert!(matches!(tree.resolve("b-"), Err(TreeError::Missing(_))));
    }
}
