//! `overlint.yaml`.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use globset::{Glob, GlobSet, GlobSetBuilder};
use overlint_policy::{Config as PolicyConfig, ConfigError, Registry, Runner};
use overlint_schema::{Catalog, Version};
use overlint_source::read::{Limits, Place, decode, read_first};
use overlint_source::suggest::closest;
use overlint_source::{Finding, Node, Origin, Sources};

/// The name of the configuration at the root of a repository.
pub const FILE_NAME: &str = "overlint.yaml";

/// The rule under which faults of the configuration are reported.
const RULE: &str = "invalid-configuration";

/// A configuration ready to use.
pub struct Config {
    /// The policies as configured.
    pub runner: Runner,
    /// The schemas to validate against.
    pub catalog: Catalog,
    /// Which overlays to check.
    pub overlays: Selection,
}

/// Which overlays to check, by globs on their paths relative to the root.
#[derive(Debug, Default)]
pub struct Selection {
    /// The kustomizations to check, whether others include them or not; `None` for those that none includes.
    pub include: Option<GlobSet>,
    /// The overlays to leave out.
    pub exclude: GlobSet,
}

impl Config {
    /// The configuration of a repository without `overlint.yaml`.
    pub fn default_of(registry: &Registry) -> Result<Self, Vec<Finding>> {
        Self::from_node(&Node::empty_mapping(Origin::NOWHERE), registry)
    }

    /// Reads a configuration file. The outer error says that it cannot be read at all, the inner one what is wrong
    /// in it.
    pub fn load(
        file: &Path,
        registry: &Registry,
        sources: &Sources,
    ) -> anyhow::Result<Result<Self, Vec<Finding>>> {
        let shown = file.display().to_string();
        let bytes = fs::read(file).with_context(|| format!("the configuration `{shown}` cannot be read"))?;
        let text =
            decode(&bytes).map_err(|error| anyhow::anyhow!("`{shown}` is not text: {}", error.message))?;
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
        const KNOWN: [&str; 3] = ["overlays", "kubernetes", "policies"];
        let mut errors: Vec<ConfigError> = root
            .entries()
            .iter()
            .filter(|entry| !KNOWN.contains(&entry.key.text()))
            .map(|entry| unknown_key(entry.key.text(), entry.key.origin, &KNOWN))
            .collect();
        if root.as_mapping().is_none() && !root.is_null() {
            errors.push(fault(
                root.origin,
                "the configuration must be a map".to_owned(),
                "begin with `policies:`",
            ));
        }
        let runner = collect(policies(root, registry), &mut errors);
        let catalog = collect(catalog(root).map_err(|error| vec![error]), &mut errors);
        let overlays = collect(selection(root).map_err(|error| vec![error]), &mut errors);
        match (runner, catalog, overlays) {
            (Some(runner), Some(catalog), Some(overlays)) if errors.is_empty() => {
                Ok(Self { runner, catalog, overlays })
            }
            _ => Err(errors),
        }
    }
}

fn collect<T>(result: Result<T, Vec<ConfigError>>, errors: &mut Vec<ConfigError>) -> Option<T> {
    result.map_err(|more| errors.extend(more)).ok()
}

fn fault(origin: Origin, message: String, help: &str) -> ConfigError {
    ConfigError::new(origin, message).help(help)
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
    registry.runner(&config)
}

fn catalog(root: &Node) -> Result<Catalog, ConfigError> {
    let Some(node) = root.get("kubernetes").filter(|node| !node.is_null()) else {
        return Catalog::newest().map_err(|error| ConfigError::new(Origin::NOWHERE, error.to_string()));
    };
    let wrong = |message: String| {
        fault(node.origin, message, "run `overlint list versions` for those that there are")
    };
    let text =
        node.text().ok_or_else(|| wrong("`kubernetes` must be a version such as `\"1.37\"`".to_owned()))?;
    let version: Version =
        text.parse().map_err(|_| wrong(format!("`{text}` is not a version of Kubernetes")))?;
    Catalog::kubernetes(version).map_err(|error| wrong(error.to_string()))
}

fn selection(root: &Node) -> Result<Selection, ConfigError> {
    let Some(node) = root.get("overlays").filter(|node| !node.is_null()) else {
        return Ok(Selection::default());
    };
    if let Some(entry) =
        node.entries().iter().find(|entry| !["include", "exclude"].contains(&entry.key.text()))
    {
        return Err(unknown_key(entry.key.text(), entry.key.origin, &["include", "exclude"]));
    }
    if node.as_mapping().is_none() {
        return Err(fault(
            node.origin,
            "`overlays` must be a map".to_owned(),
            "give it `include` or `exclude`",
        ));
    }
    let include = node.get("include").map(globs).transpose()?;
    let exclude = node.get("exclude").map(globs).transpose()?.unwrap_or_default();
    Ok(Selection { include, exclude })
}

fn globs(node: &Node) -> Result<GlobSet, ConfigError> {
    let mut builder = GlobSetBuilder::new();
    let wrong = |node: &Node, message: String| {
        fault(node.origin, message, "write a glob such as `apps/**/overlays/*`")
    };
    if node.as_sequence().is_none() {
        return Err(wrong(node, "a list of globs belongs here".to_owned()));
    }
    for item in node.items() {
        let text = item.as_str().ok_or_else(|| wrong(item, "a glob must be a string".to_owned()))?;
        let glob = Glob::new(text.trim_end_matches('/')).map_err(|error| wrong(item, error.to_string()))?;
        builder.add(glob);
    }
    builder.build().map_err(|error| wrong(node, error.to_string()))
}
