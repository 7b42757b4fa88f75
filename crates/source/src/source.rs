//! The texts of a run, numbered.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use crate::origin::SourceId;

/// One text: a file of the tree.
#[derive(Debug)]
pub struct Source {
    path: Arc<str>,
    text: Arc<str>,
    line_starts: OnceLock<Vec<usize>>,
}

impl Source {
    /// The path relative to the root of the file tree, with forward slashes.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Line `number`, counted from 1, without its line break; `None` behind the end.
    pub fn line(&self, number: u32) -> Option<&str> {
        let starts = self.line_starts();
        let index = (number as usize).checked_sub(1)?;
        let start = *starts.get(index)?;
        let end = starts.get(index + 1).copied().unwrap_or(self.text.len());
        Some(self.text[start..end].trim_end_matches(['\n', '\r']))
    }

    /// The byte offset at which each line starts.
    pub fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at + 1)).collect()
        })
    }
}

/// All texts of a run. Shared between threads; a text stays for as long as the table does.
#[derive(Debug, Default)]
pub struct Sources {
    table: RwLock<Table>,
}

#[derive(Debug, Default)]
struct Table {
    all: Vec<Arc<Source>>,
    by_path: HashMap<Arc<str>, Vec<SourceId>>,
}

impl Table {
    fn find(&self, path: &str, text: &str) -> Option<SourceId> {
        let same = |id: &&SourceId| *self.all[id.0 as usize].text == *text;
        self.by_path.get(path)?.iter().find(same).copied()
    }
}

impl Sources {
    /// Adds a text and returns its number. The same text of the same path has one number, however often it is read, so
    /// that what is wrong there is one finding.
    ///
    /// # Panics
    /// Where a run holds more than 2³² − 1 texts.
    pub fn add(&self, path: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let (path, text): (Arc<str>, Arc<str>) = (path.into().into(), text.into());
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = table.find(&path, &text) {
            return known;
        }
        let id = SourceId(u32::try_from(table.all.len()).expect("a run has fewer than 2^32 texts"));
        table.all.push(Arc::new(Source { path: path.clone(), text, line_starts: OnceLock::new() }));
        table.by_path.entry(path).or_default().push(id);
        id
    }

    /// The text with that number; `None` for [`SourceId::NOWHERE`].
    pub fn get(&self, id: SourceId) -> Option<Arc<Source>> {
        self.table.read().unwrap_or_else(PoisonError::into_inner).all.get(id.0 as usize).cloned()
    }

    /// Every text with its number, in the order in which they were added.
    pub fn all(&self) -> Vec<(SourceId, Arc<Source>)> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        (0..).map(SourceId).zip(table.all.iter().cloned()).collect()
    }

    /// Whether a text of this path was read.
    pub fn has(&self, path: &str) -> bool {
        self.table.read().unwrap_or_else(PoisonError::into_inner).by_path.contains_key(path)
    }

    /// How many files the texts are of.
    pub fn files(&self) -> usize {
        self.table.read().unwrap_or_else(PoisonError::into_inner).by_path.len()
    }

    /// The path of a text, empty for [`SourceId::NOWHERE`].
    pub fn path(&self, id: SourceId) -> String {
        self.get(id).map(|source| source.path.to_string()).unwrap_or_default()
    }
}
