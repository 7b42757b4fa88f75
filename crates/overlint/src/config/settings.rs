//! The settings of `overlint.yaml`: each with its key, its JSON Schema, and how it is read.

use std::collections::{BTreeMap, HashSet};

use overlint_policy::{
    Config as PolicyConfig, ConfigError, Environment, Faults, Globs, Known, Profile, Registry, options,
};
use overlint_schema::CustomResources;
use overlint_source::suggest::closest;
use overlint_source::{Node, Origin};
use schemars::{Schema, SchemaGenerator, json_schema};

use super::{Config, Kubernetes};
use crate::exceptions::Exceptions;
use crate::missing::Level;
use crate::schemas::{self, SchemaPath};

/// A setting at the top of the file.
pub(super) struct Setting {
    pub(super) key: &'static str,
    pub(super) description: &'static str,
    pub(super) schema: fn(&Registry, &mut SchemaGenerator) -> Schema,
    read: fn(&mut Draft<'_>, &Node, &mut Faults),
}

/// What has been read so far.
struct Draft<'r> {
    registry: &'r Registry,
    config: Config,
    policies: PolicyConfig,
    profile: Profile,
    environments: Vec<Environment>,
    known: Known,
}

/// Every setting. The order does not matter to those who write them.
pub(super) static SETTINGS: [Setting; 13] = [
    Setting {
        key: "overlays",
        description: "Which overlays to check; what `include` names is checked whether others include it or not.",
        schema: |_, generator| generator.subschema_for::<Globs>(),
        read: |draft, node, faults| draft.config.overlays = overlays(node, faults),
    },
    Setting {
        key: "kubernetes",
        description: "The version of Kubernetes to validate against, for all overlays or for some each.",
        schema: |_, generator| Kubernetes::json_schema(generator),
        read: |draft, node, faults| draft.config.kubernetes.read(node, faults),
    },
    Setting {
        key: "remotes",
        description: "Whether remote bases and files are fetched.",
        schema: |_, _| one_of(&REMOTES),
        read: |draft, node, faults| {
            let help = "write `remotes: allow` to have remote bases and files fetched";
            draft.config.allows_remotes = chosen("remotes", &REMOTES, node, help, faults);
        },
    },
    Setting {
        key: "exists",
        description: "What no overlay holds, and may be referred to all the same.",
        schema: |_, generator| generator.subschema_for::<Known>(),
        read: |draft, node, faults| draft.known = Known::read(node, faults),
    },
    Setting {
        key: "profile",
        description: "The policies that are on where nothing is said of them.",
        schema: |_, generator| generator.subschema_for::<Profile>(),
        read: |draft, node, faults| draft.profile = faults.read(node, options).unwrap_or_default(),
    },
    Setting {
        key: "policies",
        description: "What is said of policies and rules: how bad a finding is, where, and their options.",
        schema: Registry::define_policies,
        read: |draft, node, faults| draft.policies = PolicyConfig::read(node, faults),
    },
    Setting {
        key: "environments",
        description: "What holds for the overlays of an environment; the first that an overlay is of counts.",
        schema: |_, generator| generator.subschema_for::<BTreeMap<String, Environment>>(),
        read: |draft, node, faults| draft.environments = Environment::read_all(node, faults),
    },
    Setting {
        key: "exceptions",
        description: "What is allowed all the same.",
        schema: |_, generator| Exceptions::listed_schema(generator),
        read: |draft, node, faults| draft.config.exceptions.read_listed(node, faults),
    },
    Setting {
        key: "suppressions",
        description: "Which exceptions may be made at all.",
        schema: |_, generator| Exceptions::settings_schema(generator),
        read: |draft, node, faults| draft.config.exceptions.read_settings(node, faults),
    },
    Setting {
        key: "ratchet",
        description: "How many findings of a rule are known; one more is an error.",
        schema: |registry, _| Exceptions::ratchet_schema(registry),
        read: |draft, node, faults| draft.config.exceptions.read_ratchets(node, faults),
    },
    Setting {
        key: "baseline",
        description: "The file of the findings that are known, relative to the root.",
        schema: |_, _| json_schema!({"type": "string", "minLength": 1}),
        read: |draft, node, faults| draft.config.baseline = faults.ok(baseline(node)),
    },
    Setting {
        key: "missing-schemas",
        description: "What becomes of objects whose kind has no schema.",
        schema: |_, _| one_of(&Level::CHOICES),
        read: |draft, node, faults| {
            let help = "write `ignore`, `warn` or `error`";
            draft.config.missing_schemas = chosen("missing-schemas", &Level::CHOICES, node, help, faults);
        },
    },
    Setting {
        key: "schemas",
        description: "Files, directories or globs with schemas of custom resources.",
        schema: |_, generator| generator.subschema_for::<Vec<String>>(),
        read: |draft, node, faults| draft.config.schemas = schemas::from_config(node, faults),
    },
];

const REMOTES: [(&str, bool); 2] = [("allow", true), ("refuse", false)];

/// Reads a whole configuration. `None` where not even the defaults are there, which is noted.
pub(super) fn read(root: &Node, registry: &Registry, faults: &mut Faults) -> Option<Config> {
    let mut draft = Draft::new(registry, faults)?;
    let mut root = root.clone();
    take_out_repeated(&mut root, faults);
    if root.as_mapping().is_none() && !root.is_null() {
        let message = "the configuration must be a map".to_owned();
        faults.add(fault(root.origin, message, "begin with `policies:`"));
    }
    for entry in root.entries() {
        match SETTINGS.iter().find(|setting| setting.key == entry.key.text()) {
            Some(setting) if !entry.value.is_null() => (setting.read)(&mut draft, &entry.value, faults),
            Some(_) => {}
            None => {
                let known = SETTINGS.each_ref().map(|setting| setting.key);
                faults.add(unknown_key(entry.key.text(), entry.key.origin, &known));
            }
        }
    }
    Some(draft.finish(faults))
}

impl<'r> Draft<'r> {
    fn new(registry: &'r Registry, faults: &mut Faults) -> Option<Self> {
        let config = Config {
            runner: overlint_policy::Runner::default(),
            kubernetes: faults.ok(Kubernetes::newest())?,
            overlays: Globs::default(),
            allows_remotes: false,
            schemas: Vec::<SchemaPath>::new(),
            custom: CustomResources::default(),
            exceptions: Exceptions::none(registry),
            baseline: None,
            missing_schemas: Level::default(),
        };
        let (policies, profile) = (PolicyConfig::default(), Profile::default());
        Some(Self { registry, config, policies, profile, environments: Vec::new(), known: Known::default() })
    }

    fn finish(self, faults: &mut Faults) -> Config {
        let policies = self.policies.with_profile(self.profile).with_known(self.known);
        let policies = policies.with_environments(self.environments);
        Config { runner: self.registry.configure(&policies, faults), ..self.config }
    }
}

/// One of the words of a setting, or its default; a fault where it is none.
fn chosen<T: Copy + Default>(
    key: &str,
    choices: &[(&str, T)],
    node: &Node,
    help: &str,
    faults: &mut Faults,
) -> T {
    let is_written = |(word, _): &&(&str, T)| node.as_str() == Some(*word);
    let found = choices.iter().find(is_written).map(|(_, choice)| *choice);
    found.unwrap_or_else(|| {
        let words: Vec<_> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
        let message = format!("`{key}` must be {}", words.join(" or "));
        faults.add(fault(node.origin, message, help));
        T::default()
    })
}

fn one_of<T>(choices: &[(&str, T)]) -> Schema {
    let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
    json_schema!({"enum": words})
}

fn overlays(node: &Node, faults: &mut Faults) -> Globs {
    let read = |node: &Node| {
        options(node).map_err(|error| match error.help {
            Some(_) => error,
            None => error.help("write a glob such as `apps/**/overlays/*`"),
        })
    };
    faults.read(node, read).unwrap_or_default()
}

fn baseline(node: &Node) -> Result<String, ConfigError> {
    let name = node.as_str().filter(|name| !name.is_empty()).ok_or_else(|| {
        let message = "`baseline` must be the name of a file".to_owned();
        fault(node.origin, message, "write `baseline: overlint-baseline.json`")
    })?;
    Ok(name.to_owned())
}

/// A fault, and what to do about it.
pub(super) fn fault(origin: Origin, message: String, help: &str) -> ConfigError {
    ConfigError::new(origin, message).help(help)
}

/// Takes out keys that are given twice, at any depth, and notes them: only one of the two would count.
fn take_out_repeated(node: &mut Node, faults: &mut Faults) {
    if let Some(map) = node.as_mapping_mut() {
        let mut seen = HashSet::new();
        map.entries.retain(|entry| {
            let (key, is_new) = (entry.key.text(), seen.insert(entry.key.text().to_owned()));
            if !is_new {
                faults.add(fault(entry.key.origin, format!("`{key}` is given twice"), "join the two"));
            }
            is_new
        });
        map.entries.iter_mut().for_each(|entry| take_out_repeated(&mut entry.value, faults));
    } else if let Some(list) = node.as_sequence_mut() {
        list.items.iter_mut().for_each(|item| take_out_repeated(item, faults));
    }
}

/// The fault of a key that is none of those that are known.
pub(super) fn unknown_key(key: &str, origin: Origin, known: &[&str]) -> ConfigError {
    let help = closest(key, known.iter().copied()).map_or_else(
        || {
            let list = known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            format!("the settings here are {list}")
        },
        |name| format!("did you mean `{name}`?"),
    );
    fault(origin, format!("there is no setting `{key}`"), &help)
}
