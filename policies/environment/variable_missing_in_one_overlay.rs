//! Environment variables that all overlays of a base set, but one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use overlint_policy::{
    ConfigError, ContainerEnvironment, Declaration, OptionsSchema, Overlay, Place, Policy,
    RepositoryFindings, Summarized, Summary, options, policy,
};
use overlint_source::{Node, Origin, ResourceId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::shared::expression::Expression;
use crate::shared::subjects::Subjects;

policy! {
    /// ## What it does
    ///
    /// Finds overlays that do not set an environment variable which all their siblings set for the same container.
    /// Siblings are the overlays whose workload comes from the same base or, where each has its own, has the same
    /// kind and name and lies in a directory beside it; there have to be three at least. A variable of the base
    /// that an overlay takes out is left out, and so are containers that get variables from outside of the overlay.
    ///
    /// ## Why it matters
    ///
    /// A new setting is added environment by environment, and one is easily forgotten. What the program then takes
    /// for it is seldom what was wanted.
    ///
    /// ## Example (bad)
    ///
    /// ```yaml
    /// # overlay: web/overlays/staging
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    ///     env:
    ///     - {name: DATABASE_HOST, value: db.staging.svc}
    /// ---
    /// # overlay: web/overlays/test
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    ///     env:
    ///     - {name: DATABASE_HOST, value: db.test.svc}
    /// ---
    /// # overlay: web/overlays/production
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Example (good)
    ///
    /// ```yaml
    /// # overlay: web/overlays/staging
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    ///     env:
    ///     - {name: DEBUG, value: "true"}
    /// ---
    /// # overlay: web/overlays/test
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    /// ---
    /// # overlay: web/overlays/production
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: web
    /// spec:
    ///   containers:
    ///   - name: app
    ///     image: registry.example.com/web:1.2.3
    /// ```
    ///
    /// ## Configuration
    ///
    /// `allow` lists regular expressions; a variable is left out if one matches its name as a whole. `exempt` lists
    /// workloads that are left out: each entry has globs for `kind`, `name`, `namespace`, `labels` (key by key) or
    /// `container`.
    ///
    /// ```yaml
    /// allow: [DEBUG, ".*_TRACE"]
    /// ```
    ///
    /// ## References
    ///
    /// - <https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/>
    /// - <https://kubernetes.io/docs/tasks/manage-kubernetes-objects/kustomization/#bases-and-overlays>
    pub struct VariableMissingInOneOverlay {
        options: Options,
    }
    id: "variable-missing-in-one-overlay",
    summary: "a variable is set in all overlays of a base but one",
    severity: Warning,
    since: "0.1.0",
    profile: Strict,
}

impl VariableMissingInOneOverlay {
    pub(crate) const DEFAULT: Self = Self { options: Options { allow: Vec::new(), exempt: Subjects::NONE } };
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    /// Regular expressions for the whole names of variables that are left out.
    #[serde(default)]
    allow: Vec<Expression>,
    /// The workloads and containers that are left out.
    #[serde(default)]
    exempt: Subjects,
}

/// What is kept of a container.
struct Kept {
    object: Arc<ResourceId>,
    container: Box<str>,
    /// The line that the workload begins at: that of its base.
    base: Origin,
    /// The names of the variables, and where each is set.
    variables: Vec<(Box<str>, Origin)>,
    is_complete: bool,
    /// Where a further variable would be set.
    place: Place,
}

/// A container in the overlay that it is of.
type Sibling<'a> = (&'a Summarized, &'a Kept);

/// With fewer overlays nothing is the rule, and so nothing an exception.
const FEWEST: usize = 3;

impl Policy for VariableMissingInOneOverlay {
    fn declaration(&self) -> &'static Declaration {
        &Self::DECLARATION
    }

    fn configure(&self, node: &Node) -> Result<Box<dyn Policy>, ConfigError> {
        Ok(Box::new(Self { options: options(node)? }))
    }

    fn options_schema(&self) -> Option<OptionsSchema> {
        Some(Options::json_schema)
    }

    fn summarize(&self, overlay: &Overlay<'_>) -> Option<Summary> {
        let exempt = |environment: &&ContainerEnvironment<'_>| {
            !self.options.exempt.have(&environment.workload, &environment.container)
        };
        let kept: Vec<Kept> = overlay.environments().iter().filter(exempt).map(keep).collect();
        (!kept.is_empty()).then(|| Box::new(kept) as Summary)
    }

    fn check_repository(&self, overlays: &[Summarized], findings: &mut RepositoryFindings<'_>) {
        for siblings in siblings(overlays).iter().filter(|siblings| siblings.len() >= FEWEST) {
            for (name, places) in
                set_by(siblings).into_iter().filter(|(_, set)| set.len() + 1 == siblings.len())
            {
                // What siblings have from one line is of their base, and who lacks it has taken it out.
                let is_of_base = places.values().collect::<BTreeSet<_>>().len() < places.len();
                if is_of_base || self.options.allow.iter().any(|allowed| allowed.matches(name)) {
                    continue;
                }
                let lacking = (0..siblings.len()).find(|index| !places.contains_key(index));
                if let (Some(index), Some(origin)) = (lacking, places.values().next()) {
                    tell(name, siblings[index], *origin, findings);
                }
            }
        }
    }
}

fn tell(name: &str, (overlay, kept): Sibling<'_>, elsewhere: Origin, findings: &mut RepositoryFindings<'_>) {
    if !kept.is_complete {
        return;
    }
    let container = &kept.container;
    let message =
        format!("container `{container}` lacks the variable `{name}`, which all sibling overlays set");
    let place = kept.place.clone().related(elsewhere, "a sibling sets it here");
    let help = format!("set `{name}` in this overlay too, or allow it to be missing");
    findings.of(overlay).add(place, message, help).resources = vec![Arc::clone(&kept.object)];
}

fn keep(environment: &ContainerEnvironment<'_>) -> Kept {
    let (object, container) = (environment.workload.object, &environment.container);
    let base = object.node.origin;
    let own =
        environment.variables.iter().rev().find(|variable| {
            variable.holder.node.origin == base && variable.node.origin.source != base.source
        });
    Kept {
        object: object.id().into(),
        container: container.name().into(),
        base,
        variables: environment
            .variables
            .iter()
            .map(|variable| (variable.name.as_ref().into(), variable.node.origin))
            .collect(),
        is_complete: environment.is_complete,
        place: own.map_or_else(
            || container.missing(&["env"]),
            |variable| Place::new(variable.node.origin, format!("{}/env", container.pointer())),
        ),
    }
}

/// The containers that belong together.
fn siblings(overlays: &[Summarized]) -> Vec<Vec<Sibling<'_>>> {
    let mut of_bases: BTreeMap<(Origin, &str), Vec<Sibling<'_>>> = BTreeMap::new();
    for overlay in overlays {
        for kept in overlay.get::<Vec<Kept>>().into_iter().flatten() {
            of_bases.entry((kept.base, &kept.container)).or_default().push((overlay, kept));
        }
    }
    let (mut groups, mut of_directories) = (Vec::new(), BTreeMap::new());
    for group in of_bases.into_values() {
        if let [(overlay, kept)] = group[..] {
            let directory = overlay.overlay().rsplit_once('/').map_or("", |(directory, _)| directory);
            let key = (directory, &kept.object.kind, &kept.object.name, &kept.container);
            of_directories.entry(key).or_insert_with(Vec::new).push((overlay, kept));
        } else {
            groups.push(group);
        }
    }
    groups.extend(of_directories.into_values());
    groups
}

/// The variables that siblings set, with the place for each that does.
fn set_by<'a>(siblings: &[Sibling<'a>]) -> BTreeMap<&'a str, BTreeMap<usize, Origin>> {
    let mut set: BTreeMap<&str, BTreeMap<usize, Origin>> = BTreeMap::new();
    for (index, (_, kept)) in siblings.iter().enumerate() {
        for (name, origin) in &kept.variables {
            set.entry(name).or_default().insert(index, *origin);
        }
    }
    set
}
