//! A tree in memory, for tests and library users.

use std::collections::BTreeMap;

use super::{FileKind, FileTree, TreeError, path};

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
        self.files.keys().filter(move |file| path::is_within(file, directory))
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
