//! `overlint.yaml`.

mod kubernetes;
pub(crate) mod schema;
mod settings;
mod unused;

use anyhow::Context as _;
use overlint_policy::{ConfigError, Faults, Globs, Registry, Runner};
use overlint_schema::CustomResources;
use overlint_source::read::{Limits, Place, decode, read_first};
use overlint_source::{FileTree, Finding, Node, Origin, Rule, Severity, Sources};

use crate::exceptions::Exceptions;
use crate::missing::Level;
use crate::schemas::SchemaPath;

pub use kubernetes::Kubernetes;
pub(crate) use unused::unused;

/// The name of the configuration at the root of a repository.
pub const FILE_NAME: &str = "overlint.yaml";

/// How others spell it.
pub(crate) const MISSPELT_NAME: &str = "overlint.yml";

/// How many nodes a configuration may have: it is looked at again and again, and a pull request may bring one.
const MOST_NODES: usize = 200_000;

/// The rule under which faults of the configuration are reported.
const RULE: &str = "invalid-configuration";

/// The rule under which globs are reported that match nothing.
const UNUSED: &str = "unused-configuration";

/// The rules about the configuration itself.
pub static RULES: &[Rule] = &[
    Rule {
        id: RULE,
        summary: "overlint.yaml has a setting that is not known, or a value that does not fit",
        documentation: "Nothing is checked with a configuration that may mean something else than it seems to: the \
                        program says what is wrong and ends with status 2.",
        severity: Severity::Error,
    },
    Rule {
        id: UNUSED,
        summary: "a glob under `overlays` matches nothing",
        documentation: "A glob of the `overlays` of the configuration matches no kustomization of the repository, or one \
                        of the `overlays` of an entry of `kubernetes`, `environments`, `policies` or `exceptions`, or of \
                        the options of a policy, matches no overlay that is checked: it is misspelt, or what it meant is \
                        gone.",
        severity: Severity::Warning,
    },
];

/// A configuration ready to use.
pub struct Config {
    /// The policies as configured.
    pub runner: Runner,
    /// The schemas to validate against.
    pub kubernetes: Kubernetes,
    /// Which overlays to check, by their paths relative to the root: the kustomizations that are included by name, whether
    /// others include them or not, else those that none includes; less those that are excluded.
    pub overlays: Globs,
    /// Whether remote bases and files may be fetched.
    pub allows_remotes: bool,
    /// Where schemas of custom resources lie, relative to the root.
    pub schemas: Vec<SchemaPath>,
    /// What those schemas define, once they are read.
    pub custom: CustomResources,
    /// What is allowed all the same.
    pub exceptions: Exceptions,
    /// The file of the findings that are known, relative to the root.
    pub baseline: Option<String>,
    /// What becomes of objects whose kind has no schema.
    pub missing_schemas: Level,
}

impl Config {
    /// The configuration of a repository without `overlint.yaml`.
    pub fn default_of(registry: &Registry) -> Result<Self, Vec<Finding>> {
        Self::from_node(&Node::empty_mapping(Origin::NOWHERE), registry)
    }

    /// Reads a configuration file of a tree, which findings call `shown`. The outer error says that it cannot be read at
    /// all, the inner one what is wrong in it.
    pub fn load(
        tree: &dyn FileTree,
        path: &str,
        shown: &str,
        registry: &Registry,
        sources: &Sources,
    ) -> anyhow::Result<Result<Self, Vec<Finding>>> {
        let bytes = tree.read(path).context("the configuration cannot be read")?;
        Self::from_bytes(&bytes, shown, registry, sources)
    }

    /// Reads the bytes of a configuration file, which findings call `shown`, like [`Config::load`].
    pub fn from_bytes(
        bytes: &[u8],
        shown: &str,
        registry: &Registry,
        sources: &Sources,
    ) -> anyhow::Result<Result<Self, Vec<Finding>>> {
        let text =
            decode(bytes).map_err(|error| anyhow::anyhow!("`{shown}` is not text: {}", error.message))?;
        let source = sources.add(shown, text.as_ref());
        let limits = Limits { max_nodes: MOST_NODES, ..Limits::default() };
        Ok(match read_first(&text, Place::of(source), &limits) {
            Ok(document) => {
                let root = document.root.unwrap_or_else(|| Node::empty_mapping(Origin::start_of(source)));
                Self::from_node(&root, registry)
            }
            Err(error) => Err(vec![Finding::error("invalid-yaml", error.origin, error.message)]),
        })
    }

    fn from_node(root: &Node, registry: &Registry) -> Result<Self, Vec<Finding>> {
        let config = Faults::none_in(|faults| settings::read(root, registry, faults));
        let told =
            |faults: Vec<ConfigError>| faults.into_iter().map(|fault| fault.into_finding(RULE)).collect();
        // Without a default there is a fault, so that the inner one is never missing.
        config.and_then(|config| config.ok_or_else(Vec::new)).map_err(told)
    }
}
