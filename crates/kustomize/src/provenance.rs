//! The annotations that `buildMetadata` asks for: which file an object comes from, and what has transformed it.
//!
//! Source of the rules: `api/resource/origin.go` and `api/resmap/reswrangler.go` of kustomize 5.8.2.

use std::fmt::Write as _;

use overlint_source::emit::emit;
use overlint_source::{Entry, Key, Node, Origin, Scalar};
use smol_str::SmolStr;

use crate::error::Result;
use crate::printing::check_annotations;
use crate::remote::RepoSpec;
use crate::resource::{Resource, quote_ambiguous};

/// Names the file that an object comes from, or the generator that made it.
pub(crate) const ORIGIN: &str = "config.kubernetes.io/origin";

/// Lists what has transformed an object.
pub(crate) const TRANSFORMATIONS: &str = "alpha.config.kubernetes.io/transformations";

/// The way from the root of a build to a directory or file, as the entries on it are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Way {
    path: String,
    /// The repository and the ref of it, where the way leads into a remote one.
    repository: String,
    reference: String,
}

impl Way {
    /// The way one entry further.
    pub(crate) fn join(&self, entry: &str) -> Self {
        match RepoSpec::parse(entry) {
            Some(spec) => Self {
                path: clean(&spec.annotated_path()),
                repository: spec.clone_spec(),
                reference: spec.reference.clone(),
            },
            None => Self { path: clean(&format!("{}/{entry}", self.path)), ..self.clone() },
        }
    }

    /// Where an object of a file comes from.
    pub(crate) fn as_origin(&self) -> String {
        line("path", &self.path) + &self.repository()
    }

    fn repository(&self) -> String {
        line("repo", &self.repository) + &line("ref", &self.reference)
    }

    /// What is configured in a file by a kind of transformer or generator.
    pub(crate) fn configured_by(&self, by: &ConfiguredBy<'_>) -> String {
        let mut text = self.repository() + &line("configuredIn", &self.path);
        text.push_str("configuredBy:\n");
        let fields = [
            ("apiVersion", by.api_version),
            ("kind", by.kind),
            ("name", by.name),
            ("namespace", by.namespace),
        ];
        for line in
            fields.map(|(field, value)| line(field, value)).into_iter().filter(|line| !line.is_empty())
        {
            text.push_str("  ");
            text.push_str(&line);
        }
        text
    }
}

/// What configures: one of kustomize's own fields, or an object that was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConfiguredBy<'a> {
    pub(crate) api_version: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) name: &'a str,
    pub(crate) namespace: &'a str,
}

impl<'a> ConfiguredBy<'a> {
    /// One of the fields of a kustomization.
    pub(crate) fn builtin(kind: &'a str) -> Self {
        Self { api_version: "builtin", kind, name: "", namespace: "" }
    }
}

/// Go's `path.Clean` for a path that is relative.
pub(crate) fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." && parts.last().is_some_and(|last| *last != "..") {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// A line of YAML; nothing for an empty value.
fn line(field: &str, value: &str) -> String {
    if value.is_empty() {
        return String::new();
    }
    let entry =
        Entry { key: Key::string(field, Origin::NOWHERE), value: Node::string(value, Origin::NOWHERE) };
    let mut text = String::new();
    emit(&Node::mapping(vec![entry], Origin::NOWHERE), &mut text);
    text
}

/// What the configuration of a plugin says of itself, if it says where it comes from.
pub(crate) fn of_plugin(resource: &Resource) -> Option<String> {
    let origin = annotation(resource, ORIGIN)?;
    let part = |field: &str| -> String {
        origin.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default().to_owned()
    };
    let way = Way { path: part("path: "), repository: part("repo: "), reference: part("ref: ") };
    let id = resource.id();
    let api_version = resource.node().get("apiVersion").and_then(Node::text).unwrap_or_default();
    let by = ConfiguredBy { api_version, kind: &id.gvk.kind, name: &id.name, namespace: &id.namespace };
    Some(way.configured_by(&by))
}

/// The text of an annotation.
pub(crate) fn annotation<'r>(resource: &'r Resource, key: &str) -> Option<&'r str> {
    resource.node().at(&["metadata", "annotations", key])?.text()
}

/// Writes which file an object comes from. `place` is what asked for it to be said.
/// Fails where there are annotations that are no map.
pub(crate) fn set_file(resource: &mut Resource, text: &str, place: Origin) -> Result<()> {
    check_annotations(resource.node())?;
    resource.change_content(|node| annotate(node, ORIGIN, text, place));
    Ok(())
}

/// Writes what has made an object, and with that every annotation as a string, as kustomize does here.
pub(crate) fn set_origin(resource: &mut Resource, text: &str, place: Origin) {
    resource.change_content(|node| annotate(node, ORIGIN, text, place));
    make_strings(resource);
}

/// Writes what has transformed an object; what says nothing of its origin counts as made by the transformer.
pub(crate) fn add_transformation(resource: &mut Resource, text: &str, place: Origin) {
    if annotation(resource, ORIGIN).is_none() {
        return set_origin(resource, text, place);
    }
    let mut all = annotation(resource, TRANSFORMATIONS).unwrap_or_default().to_owned();
    for (index, line) in text.lines().enumerate() {
        let _ = writeln!(all, "{} {line}", if index == 0 { "-" } else { " " });
    }
    resource.change_content(|node| annotate(node, TRANSFORMATIONS, &all, place));
    make_strings(resource);
}

/// Makes every annotation a string of its raw text.
fn make_strings(resource: &mut Resource) {
    resource.links.leave_annotations();
    resource.change_content(|node| {
        let annotations = node.get_mut("metadata").and_then(|metadata| metadata.get_mut("annotations"));
        let entries = annotations.and_then(Node::as_mapping_mut).into_iter().flat_map(|map| &mut map.entries);
        for entry in entries.filter(|entry| entry.value.as_str().is_none()) {
            let text: SmolStr = entry.value.text().unwrap_or_default().into();
            entry.value.respell(quote_ambiguous(Scalar::string(text)));
        }
    });
}

fn annotate(node: &mut Node, key: &str, text: &str, place: Origin) {
    let fresh = || Node::empty_mapping(place);
    let entry = |name: &str| Key { scalar: Scalar::plain(name), origin: place };
    for path in [&["metadata"][..], &["metadata", "annotations"]] {
        if node.at(path).is_none_or(Node::is_null) {
            let (name, above) = path.split_last().expect("the paths are not empty");
            let parent = above.iter().try_fold(&mut *node, |node, part| node.get_mut(part));
            if let Some(parent) = parent {
                parent.insert(entry(name), fresh());
            }
        }
    }
    let annotations = node.get_mut("metadata").and_then(|metadata| metadata.get_mut("annotations"));
    if let Some(annotations) = annotations {
        annotations.insert(entry(key), Node::string(SmolStr::from(text), place).generated());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_joined_as_go_joins_paths() {
        let way = Way::default().join("../base");
        assert_eq!(way.path, "../base");
        assert_eq!(way.join("../../x/./y//z").path, "../../x/y/z");
        assert_eq!(way.join("a.yaml").as_origin(), "path: ../base/a.yaml\n");
    }

    #[test]
    fn what_is_configured_names_the_file_and_the_kind() {
        let text = Way::default().join("kustomization.yaml");
        assert_eq!(
            text.configured_by(&ConfiguredBy::builtin("PrefixTransformer")),
            "configuredIn: kustomization.yaml\nconfiguredBy:\n  apiVersion: builtin\n  kind: PrefixTransformer\n"
        );
    }
}
