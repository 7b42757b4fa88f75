//! `overlint.yaml`.

mod kubernetes;
pub(crate) mod schema;

use anyhow::Context as _;
use globset::{GlobBuilder, GlobMatcher};
use overlint_policy::{Config as PolicyConfig, ConfigError, Environment, Known, Registry, Runner, options};
use overlint_schema::CustomResources;
use overlint_source::read::{Limits, Place, decode, read_first};
use overlint_source::suggest::closest;
use overlint_source::{FileTree, Finding, Node, Origin, Rule, Severity, Sources};

use crate::exceptions::Exceptions;
use crate::missing::Level;
use crate::schemas::{self, SchemaPath};

pub use kubernetes::Kubernetes;

/// The name of the configuration at the root of a repository.
pub const FILE_NAME: &str = "overlint.yaml";

/// How others spell it.
pub(crate) const MISSPELT_NAME: &str = "overlint.yml";

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
        documentation: "A glob of `overlays.include` or `overlays.exclude`, or of the `overlays` of an entry of \
                        `kubernetes`, matches no kustomization of the repository: it is misspelt, or what it meant is \
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
    /// Which overlays to check.
    pub overlays: Selection,
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

/// Which overlays to check, by globs on their paths relative to the root.
#[derive(Debug, Default)]
pub struct Selection {
    /// The kustomizations to check, whether others include them or not; `None` for those that none includes.
    pub include: Option<Globs>,
    /// The overlays to leave out.
    pub exclude: Globs,
}

/// Globs with their places.
#[derive(Debug, Default)]
pub struct Globs(Vec<(GlobMatcher, Origin)>);

impl Globs {
    /// Whether a path is meant.
    pub fn matches(&self, path: &str) -> bool {
        self.0.iter().any(|(glob, _)| glob.is_match(path))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn unused<'a>(&'a self, paths: &'a [String]) -> impl Iterator<Item = Finding> + 'a {
        let unused = |glob: &GlobMatcher| !paths.iter().any(|path| glob.is_match(path));
        self.0.iter().filter(move |(glob, _)| unused(glob)).map(|(glob, origin)| {
            let message = format!("`{}` matches no kustomization", glob.glob());
            Finding::warning(UNUSED, *origin, message)
                .help("correct it, or take it out; `overlint list overlays` shows the paths")
        })
    }
}

impl Selection {
    /// Whether a path is meant; without `include` every one is that is not left out.
    pub fn matches(&self, path: &str) -> bool {
        self.include.as_ref().is_none_or(|globs| globs.matches(path)) && !self.exclude.matches(path)
    }

    /// A finding for each glob that matches none of these paths.
    pub fn unused(&self, paths: &[String]) -> Vec<Finding> {
        self.include
            .iter()
            .chain(std::iter::once(&self.exclude))
            .flat_map(|globs| globs.unused(paths))
            .collect()
    }
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
        Ok(match read_first(&text, Place::of(source), &Limits::default()) {
            Ok(document) => {
                let root = document.root.unwrap_or_else(|| Node::empty_mapping(Origin::start_of(source)));
                Self::from_node(&root, registry)
            }
            Err(error) => Err(vec![Finding::error("invalid-yaml", error.origin, error.message)]),
        })
    }

    fn from_node(root: &Node, registry: &Registry) -> Result<Self, Vec<Finding>> {
        let of_rule =
            |errors: Vec<ConfigError>| errors.into_iter().map(|error| error.into_finding(RULE)).collect();
        Self::read(root, registry).map_err(of_rule)
    }

    fn read(root: &Node, registry: &Registry) -> Result<Self, Vec<ConfigError>> {
        const KNOWN: [&str; 13] = [
            "overlays",
            "kubernetes",
            "remotes",
            "exists",
            "profile",
            "policies",
            "environments",
            "exceptions",
            "suppressions",
            "ratchet",
            "baseline",
            "missing-schemas",
            "schemas",
        ];
        let mut errors: Vec<ConfigError> = root
            .entries()
            .iter()
            .filter(|entry| !KNOWN.contains(&entry.key.text()))
            .map(|entry| unknown_key(entry.key.text(), entry.key.origin, &KNOWN))
            .collect();
        repeated(root, &mut errors);
        if root.as_mapping().is_none() && !root.is_null() {
            errors.push(fault(
                root.origin,
                "the configuration must be a map".to_owned(),
                "begin with `policies:`",
            ));
        }
        let runner = collect(policies(root, registry), &mut errors);
        let kubernetes = collect(kubernetes::read(root), &mut errors);
        let overlays = collect(selection(root).map_err(|error| vec![error]), &mut errors);
        let remotes = collect(remotes(root).map_err(|error| vec![error]), &mut errors);
        let exceptions = collect(Exceptions::from_config(root, registry), &mut errors);
        let baseline = collect(baseline(root).map_err(|error| vec![error]), &mut errors);
        let missing = collect(missing_schemas(root).map_err(|error| vec![error]), &mut errors);
        let schemas = collect(schemas::from_config(root).map_err(|error| vec![error]), &mut errors);
        match (runner, kubernetes, schemas, overlays, remotes, exceptions, baseline, missing) {
            (
                Some(runner),
                Some(kubernetes),
                Some(schemas),
                Some(overlays),
                Some(allows_remotes),
                Some(exceptions),
                Some(baseline),
                Some(missing_schemas),
            ) if errors.is_empty() => {
                let custom = CustomResources::default();
                Ok(Self {
                    runner,
                    kubernetes,
                    overlays,
                    allows_remotes,
                    schemas,
                    custom,
                    exceptions,
                    baseline,
                    missing_schemas,
                })
            }
            _ => Err(errors),
        }
    }
}

fn missing_schemas(root: &Node) -> Result<Level, ConfigError> {
    let Some(node) = root.get("missing-schemas").filter(|node| !node.is_null()) else {
        return Ok(Level::default());
    };
    node.as_str().and_then(Level::from_name).ok_or_else(|| {
        let message = "`missing-schemas` is none of its levels".to_owned();
        fault(node.origin, message, "write `ignore`, `warn` or `error`")
    })
}

fn collect<T>(result: Result<T, Vec<ConfigError>>, errors: &mut Vec<ConfigError>) -> Option<T> {
    result.map_err(|more| errors.extend(more)).ok()
}

fn fault(origin: Origin, message: String, help: &str) -> ConfigError {
    ConfigError::new(origin, message).help(help)
}

/// Reports keys that are given twice, at any depth: only one of them would count.
fn repeated(node: &Node, errors: &mut Vec<ConfigError>) {
    let entries = node.entries();
    for (index, entry) in entries.iter().enumerate() {
        let key = entry.key.text();
        if entries[..index].iter().any(|other| other.key.text() == key) {
            errors.push(fault(entry.key.origin, format!("`{key}` is given twice"), "join the two"));
        }
        repeated(&entry.value, errors);
    }
    node.items().iter().for_each(|item| repeated(item, errors));
}

fn unknown_key(key: &str, origin: Origin, known: &[&str]) -> ConfigError {
    let help = closest(key, known.iter().copied()).map_or_else(
        || {
            let list = known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            format!("the settings here are {list}")
        },
        |name| format!("did you mean `{name}`?"),
    );
    fault(origin, format!("there is no setting `{key}`"), &help)
}

fn policies(root: &Node, registry: &Registry) -> Result<Runner, Vec<ConfigError>> {
    let config = match root.get("policies") {
        Some(node) => PolicyConfig::from_node(node).map_err(|error| vec![error])?,
        None => PolicyConfig::default(),
    };
    let set = |key| root.get(key).filter(|node| !node.is_null());
    let profile = set("profile").map(options).transpose().map_err(|error| vec![error])?;
    let environments =
        set("environments").map(Environment::read_all).transpose().map_err(|error| vec![error])?;
    let known = set("exists").map(Known::from_node).transpose().map_err(|error| vec![error])?;
    let config = config
        .with_profile(profile.unwrap_or_default())
        .with_environments(environments.unwrap_or_default())
        .with_known(known.unwrap_or_default());
    registry.runner(&config)
}

/// Whether `remotes` says that they may be fetched.
fn remotes(root: &Node) -> Result<bool, ConfigError> {
    let Some(node) = root.get("remotes").filter(|node| !node.is_null()) else { return Ok(false) };
    match node.as_str() {
        Some("allow") => Ok(true),
        Some("refuse") => Ok(false),
        _ => Err(fault(
            node.origin,
            "`remotes` must be `allow` or `refuse`".to_owned(),
            "write `remotes: allow` to have remote bases and files fetched",
        )),
    }
}

/// The file that `baseline` names.
fn baseline(root: &Node) -> Result<Option<String>, ConfigError> {
    let Some(node) = root.get("baseline").filter(|node| !node.is_null()) else { return Ok(None) };
    let name = node.as_str().filter(|name| !name.is_empty()).ok_or_else(|| {
        fault(
            node.origin,
            "`baseline` must be the name of a file".to_owned(),
            "write `baseline: overlint-baseline.json`",
        )
    })?;
    Ok(Some(name.to_owned()))
}

fn selection(root: &Node) -> Result<Selection, ConfigError> {
    let Some(node) = root.get("overlays").filter(|node| !node.is_null()) else {
        return Ok(Selection::default());
    };
    if node.as_mapping().is_none() {
        return Err(fault(
            node.origin,
            "`overlays` must be a map".to_owned(),
            "give it `include` or `exclude`",
        ));
    }
    included_and_excluded(node, globs)
}

/// Reads globs as policies write them: one, a list of them, or a map of `include` and `exclude`.
fn selection_of(node: &Node) -> Result<Selection, ConfigError> {
    if node.as_mapping().is_some() {
        return included_and_excluded(node, one_or_more_globs);
    }
    Ok(Selection { include: Some(one_or_more_globs(node)?), exclude: Globs::default() })
}

fn included_and_excluded(
    node: &Node,
    globs: fn(&Node) -> Result<Globs, ConfigError>,
) -> Result<Selection, ConfigError> {
    const KNOWN: [&str; 2] = ["include", "exclude"];
    if let Some(entry) = node.entries().iter().find(|entry| !KNOWN.contains(&entry.key.text())) {
        return Err(unknown_key(entry.key.text(), entry.key.origin, &KNOWN));
    }
    let include = node.get("include").map(globs).transpose()?;
    let exclude = node.get("exclude").map(globs).transpose()?.unwrap_or_default();
    Ok(Selection { include, exclude })
}

fn one_or_more_globs(node: &Node) -> Result<Globs, ConfigError> {
    if node.as_sequence().is_some() { globs(node) } else { Ok(Globs(vec![glob(node)?])) }
}

fn globs(node: &Node) -> Result<Globs, ConfigError> {
    if node.as_sequence().is_none() {
        return Err(no_glob(node, "a list of globs belongs here".to_owned()));
    }
    node.items().iter().map(glob).collect::<Result<_, _>>().map(Globs)
}

fn glob(node: &Node) -> Result<(GlobMatcher, Origin), ConfigError> {
    let text = node.as_str().ok_or_else(|| no_glob(node, "a glob must be a string".to_owned()))?;
    let glob = GlobBuilder::new(text.trim_end_matches('/')).literal_separator(true).build();
    let glob = glob.map_err(|error| no_glob(node, format!("`{text}` is no glob: {}", error.kind())))?;
    Ok((glob.compile_matcher(), node.origin))
}

fn no_glob(node: &Node, message: String) -> ConfigError {
    fault(node.origin, message, "write a glob such as `apps/**/overlays/*`")
}
