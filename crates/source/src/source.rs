//! The texts of a run, numbered.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use crate::origin::SourceId;

/// One text: a file of the tree.
#[derive(Debug)]
pub struct Source {
    path: String,
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
    all: RwLock<Vec<Arc<Source>>>,
}

impl Sources {
    /// Adds a text and returns its number. The same path added twice is two sources.
    ///
    /// # Panics
    /// Where a run holds more than 2³² − 1 texts.
    pub fn add(&self, path: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        let source = Source { path: path.into(), text: text.into(), line_starts: OnceLock::new() };
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        all.push(Arc::new(source));
        SourceId(u32::try_from(all.len() - 1).expect("a run has fewer than 2^32 texts"))
    }

    /// The text with that number; `None` for [`SourceId::NOWHERE`].
    pub fn get(&self, id: SourceId) -> Option<Arc<Source>> {
        self.all.read().unwrap_or_else(PoisonError::into_inner).get(id.0 as usize).cloned()
    }

    /// How many files the texts are of.
    pub fn files(&self) -> usize {
        let all = self.all.read().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(|source| source.path.as_str()).collect::<std::collections::HashSet<_>>().len()
    }

    /// The path of a text, empty for [`SourceId::NOWHERE`].
    pub fn path(&self, id: SourceId) -> String {
        self.get(id).map(|source| source.path.clone()).unwrap_or_default()
    }
}
