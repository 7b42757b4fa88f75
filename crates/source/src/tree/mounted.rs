//! A tree with others mounted into it, each a jail: no path and no link leads from one to another.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::{FileKind, FileTree, TreeError, path};

/// A tree, further trees under names of their own, and single files from elsewhere. What is mounted may grow while the
/// tree is read; nothing is taken away again.
pub struct Mounted<'a> {
    base: &'a dyn FileTree,
    trees: RwLock<HashMap<String, Arc<dyn FileTree>>>,
    files: RwLock<HashMap<String, Arc<[u8]>>>,
}

impl<'a> Mounted<'a> {
    /// A tree into which nothing is mounted yet.
    pub fn over(base: &'a dyn FileTree) -> Self {
        Self { base, trees: RwLock::default(), files: RwLock::default() }
    }

    /// Mounts a tree; [`path::in_mount`] says what its paths are then. The first of a name stays.
    pub fn mount(&self, name: &str, tree: Box<dyn FileTree>) {
        let mut trees = self.trees.write().unwrap_or_else(PoisonError::into_inner);
        trees.entry(name.to_owned()).or_insert_with(|| tree.into());
    }

    /// Adds a file under a name with `//` in it, such as its URL. The first of a name stays.
    pub fn add_file(&self, name: &str, bytes: Vec<u8>) {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        files.entry(name.to_owned()).or_insert_with(|| bytes.into());
    }

    fn file(&self, name: &str) -> Option<Arc<[u8]>> {
        self.files.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Where a path of a mount leads.
    fn place<'p>(&self, path: &'p str) -> Place<'p> {
        let Some((mount, rest)) = path::split_mount(path) else { return Place::Base };
        if let Some(bytes) = self.file(path) {
            return Place::File(bytes);
        }
        let trees = self.trees.read().unwrap_or_else(PoisonError::into_inner);
        trees.get(mount).map_or(Place::Nowhere, |tree| Place::Mount(tree.clone(), mount, rest))
    }
}

enum Place<'p> {
    Base,
    File(Arc<[u8]>),
    /// The tree, what it is called, and the path within it.
    Mount(Arc<dyn FileTree>, &'p str, &'p str),
    Nowhere,
}

impl FileTree for Mounted<'_> {
    fn resolve(&self, path: &str) -> Result<(String, FileKind), TreeError> {
        match self.place(path) {
            Place::Base => self.base.resolve(path),
            Place::File(_) => Ok((path.to_owned(), FileKind::File)),
            Place::Mount(tree, mount, rest) => {
                let (real, kind) = tree.resolve(rest)?;
                Ok((path::in_mount(mount, &real), kind))
            }
            Place::Nowhere => Err(TreeError::Missing(path.to_owned())),
        }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, TreeError> {
        match self.place(path) {
            Place::Base => self.base.read(path),
            Place::File(bytes) => Ok(bytes.to_vec()),
            Place::Mount(tree, _, rest) => tree.read(rest),
            Place::Nowhere => Err(TreeError::Missing(path.to_owned())),
        }
    }

    fn files(&self, directory: &str) -> Result<Vec<String>, TreeError> {
        match self.place(directory) {
            Place::Base => self.base.files(directory),
            Place::Mount(tree, mount, rest) => {
                let files = tree.files(rest)?;
                Ok(files.iter().map(|file| path::in_mount(mount, file)).collect())
            }
            Place::File(_) => Ok(vec![directory.to_owned()]),
            Place::Nowhere => Err(TreeError::Missing(directory.to_owned())),
        }
    }
}

impl std::fmt::Debug for Mounted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mounted").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Memory;

    fn memory(path: &str, content: &str) -> Memory {
        [(path, content)].into_iter().collect()
    }

    #[test]
    fn what_is_mounted_is_read_under_its_name() {
        let base = memory("a/b", "base");
        let tree = Mounted::over(&base);
        assert!(matches!(tree.resolve("x://y//a/b"), Err(TreeError::Missing(_))));
        tree.mount("x://y", Box::new(memory("a/b", "mounted")));
        tree.add_file("x://y/c", b"file".to_vec());
        assert_eq!(tree.resolve("x://y//a").expect("mounted"), ("x://y//a".to_owned(), FileKind::Directory));
        assert_eq!(tree.read("x://y//a/b").expect("mounted"), b"mounted");
        assert_eq!(tree.read("x://y/c").expect("added"), b"file");
        assert_eq!(tree.files("x://y//").expect("mounted"), ["x://y//a/b"]);
        assert_eq!(tree.read("a/b").expect("the base"), b"base");
        assert_eq!(tree.files("").expect("the base"), ["a/b"]);
    }
}
