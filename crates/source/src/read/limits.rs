//! How much one text may cost.

/// The limits of one call. The defaults hold for untrusted repositories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep lists and maps may nest, aliases expanded.
    pub max_depth: usize,
    /// How many nodes may be written in the text.
    pub max_nodes: usize,
    /// How many nodes aliases and merges may add in any text.
    pub max_expanded_nodes: usize,
    /// How many more nodes aliases and merges may add for each node written.
    pub expanded_per_node: usize,
    /// How many bytes of scalars aliases and merges may add.
    pub max_expanded_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_depth: 256,
            max_nodes: 5_000_000,
            max_expanded_nodes: 1_000_000,
            expanded_per_node: 10,
            max_expanded_bytes: 256 << 20,
        }
    }
}
