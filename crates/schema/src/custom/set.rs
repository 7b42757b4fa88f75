//! All definitions at hand, and which of them judges an object.

use std::collections::BTreeMap;
use std::sync::Arc;

use overlint_source::resolve::Dialect;
use overlint_source::{Finding, Node, Severity};

use crate::catalog::{Catalog, Lookup};
use crate::validate::{Verdict, validate_as};

use super::definition::Definition;
use super::json_schema::{Coordinates, Group, JsonSchema};
use super::resource;

/// How deep lists of objects may lie in each other.
const MAX_LISTS: usize = 16;

/// The kinds that CustomResourceDefinitions and JSON Schemas define. Cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct CustomResources {
    /// By group, then in the order of preference.
    groups: BTreeMap<String, Vec<Arc<Definition>>>,
    /// By what they are for.
    schemas: Arc<BTreeMap<Coordinates, Arc<JsonSchema>>>,
}

impl CustomResources {
    /// The kinds of these definitions. Of several for one kind that differ, any may accept an object; the first tells
    /// what is wrong with one that none accepts.
    pub fn new(definitions: impl IntoIterator<Item = Arc<Definition>>) -> Self {
        let mut all = Self::default();
        definitions.into_iter().for_each(|definition| all.add(definition));
        all
    }

    /// Takes in one more definition, behind those that are there.
    pub fn add(&mut self, definition: Arc<Definition>) {
        let known = self.groups.entry(definition.group.clone()).or_default();
        if !known.iter().any(|other| other.digest == definition.digest) {
            known.push(definition);
        }
    }

    /// Takes in JSON Schemas; of several for one kind the last counts, and a definition counts more than any.
    pub fn add_schemas(&mut self, schemas: impl IntoIterator<Item = Arc<JsonSchema>>) {
        let known = Arc::make_mut(&mut self.schemas);
        for schema in schemas {
            known.extend(schema.kinds.iter().map(|kind| (kind.clone(), schema.clone())));
        }
    }

    /// Takes in everything of another set, behind what is there.
    pub fn extend(&mut self, other: &Self) {
        for definition in other.groups.values().flatten() {
            self.add(definition.clone());
        }
        self.add_schemas(other.schemas.values().cloned());
    }

    /// Whether nothing is defined.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.schemas.is_empty()
    }

    /// The JSON Schema of a kind: one for its whole group, or for what the group begins with.
    fn schema(&self, group: &str, version: &str, kind: &str) -> Option<&Arc<JsonSchema>> {
        if self.schemas.is_empty() {
            return None;
        }
        let first = group.split('.').next().unwrap_or_default().to_owned();
        let groups = [Group::Whole(group.to_owned()), Group::FirstPart(first)];
        groups.into_iter().find_map(|group| {
            let kind = kind.to_lowercase();
            self.schemas.get(&Coordinates { group, version: version.to_owned(), kind })
        })
    }

    /// The definitions that speak of a group.
    fn of_group(&self, group: &str) -> &[Arc<Definition>] {
        self.groups.get(group).map(Vec::as_slice).unwrap_or_default()
    }
}

/// What one object is judged with.
pub(crate) struct Trial<'t> {
    pub(crate) catalog: &'t Catalog,
    pub(crate) custom: &'t CustomResources,
    /// The definitions that count before all others for what they define.
    pub(crate) own: &'t [Arc<Definition>],
    pub(crate) dialect: Dialect,
}

/// Judges one object like [`validate_as`], and by the definitions and JSON Schemas where its kind is not of Kubernetes'
/// own. For what one of `own` defines no other definition counts: those that are applied together with the object.
/// [`Verdict::Skipped`] is only for what neither has a schema for.
pub fn validate_with(
    catalog: &Catalog,
    custom: &CustomResources,
    own: &[Arc<Definition>],
    object: &Node,
    dialect: Dialect,
    findings: &mut Vec<Finding>,
) -> Verdict {
    let before = findings.len();
    let verdict = validate_as(catalog, object, dialect, findings);
    let trial = Trial { catalog, custom, own, dialect };
    let all_known = trial.object(object, "", MAX_LISTS, findings);
    let errors = findings[before..].iter().any(|finding| finding.severity == Severity::Error);
    match (errors || verdict == Verdict::Invalid, verdict, all_known) {
        (true, _, _) => Verdict::Invalid,
        (false, Verdict::Skipped, Some(true)) => Verdict::Valid,
        _ => verdict,
    }
}

impl Trial<'_> {
    /// Judges the foreign objects in an object, which may be a list; returns whether there was a schema for all of
    /// them, and nothing where there is none.
    fn object(&self, node: &Node, at: &str, lists: usize, findings: &mut Vec<Finding>) -> Option<bool> {
        let (api_version, kind) = (node.get("apiVersion")?.text()?, node.get("kind")?.text()?);
        let is_list = (api_version, kind) == ("v1", "List");
        if is_list || self.is_list_of_custom_objects(api_version, kind) {
            return self.items(node, at, lists, findings);
        }
        matches!(self.catalog.lookup(api_version, kind), Lookup::Foreign)
            .then(|| self.foreign(node, (api_version, kind), at, findings))
    }

    fn items(&self, node: &Node, at: &str, lists: usize, findings: &mut Vec<Finding>) -> Option<bool> {
        let lists = lists.checked_sub(1)?;
        let items = node.get("items").map(Node::items).unwrap_or_default().iter().enumerate();
        items.fold(None, |all, (index, item)| {
            let known = self.object(item, &format!("{at}/items/{index}"), lists, findings);
            if let (Some(one), Some(other)) = (all, known) { Some(one && other) } else { all.or(known) }
        })
    }

    fn is_list_of_custom_objects(&self, api_version: &str, kind: &str) -> bool {
        let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
        kind.ends_with("List") && self.definitions(group).any(|definition| definition.list_kind == kind)
    }

    fn definitions<'d>(&'d self, group: &'d str) -> impl Iterator<Item = &'d Arc<Definition>> {
        let own = self.own.iter().filter(move |definition| definition.group == group);
        own.chain(self.custom.of_group(group))
    }

    /// Judges an object whose kind is not of Kubernetes' own; returns whether there was a schema for it.
    fn foreign(
        &self,
        node: &Node,
        (api_version, kind): (&str, &str),
        at: &str,
        findings: &mut Vec<Finding>,
    ) -> bool {
        let (group, version) = api_version.rsplit_once('/').unwrap_or(("", api_version));
        let own: Vec<_> = self.own.iter().filter(|d| d.group == group && d.kind == kind).collect();
        let others = self.custom.of_group(group).iter().filter(|d| d.kind == kind);
        let candidates = if own.is_empty() { others.collect() } else { own };
        let mut found = if candidates.is_empty() {
            match self.custom.schema(group, version, kind) {
                Some(schema) => schema.judge(node, self.dialect),
                None => match self.other_case(group, kind) {
                    Some(meant) => vec![resource::other_case(node, kind, &meant)],
                    None => return false,
                },
            }
        } else {
            self.by_any(&candidates, node, version)
        };
        for finding in &mut found {
            finding.pointer.insert_str(0, at);
        }
        findings.append(&mut found);
        true
    }

    /// What the first definition finds, unless another finds nothing.
    fn by_any(&self, candidates: &[&Arc<Definition>], node: &Node, version: &str) -> Vec<Finding> {
        let mut first = None;
        for definition in candidates {
            let found = resource::judge(self, definition, node, version);
            if !found.iter().any(|finding| finding.severity == Severity::Error) {
                return found;
            }
            first.get_or_insert(found);
        }
        first.unwrap_or_default()
    }

    /// The kind of a group that differs from a wrong one only in the case of its letters.
    fn other_case(&self, group: &str, kind: &str) -> Option<String> {
        let mut kinds = self.definitions(group).map(|definition| &definition.kind);
        kinds.find(|known| known.eq_ignore_ascii_case(kind)).cloned()
    }
}
