//! `ValueAddTransformer`: one value written into fields of selected resources, or into a path that a field holds.
//!
//! Source of the rules: `api/internal/builtins/ValueAddTransformer.go`, `api/filters/valueadd` and `InsertPathPart` in
//! `kyaml/filesys/util.go` of kustomize 5.8.2.

use overlint_source::read::{Place, read_only_first};
use overlint_source::tree::path;
use overlint_source::{Input, Key, Made, Node, Origin, Scalar, Style, Value};
use smol_str::SmolStr;

use crate::error::{BuildError, Fault, Result};
use crate::files::{Files, limits, syntax};
use crate::kustomization::{At, Count, Decode, Fields, Selector, Text};
use crate::patch::Matcher;
use crate::provenance::clean;
use crate::resource::{Resource, set_made};
use crate::set::ResourceSet;
use crate::transform::namespace;

/// The transformer with its targets.
#[derive(Clone, Debug)]
pub(crate) struct ValueAdd {
    value: Text,
    targets: Vec<Target>,
}

#[derive(Clone, Debug)]
struct Target {
    selector: Option<Matcher>,
    fields: Vec<String>,
    /// Where in a path the value goes, from 1; 0 where it takes the field's place.
    position: usize,
    origin: Origin,
}

impl ValueAdd {
    /// Reads the configuration, and the targets that a file of it holds.
    pub(super) fn read(node: &Node, files: &Files<'_>) -> Result<Self> {
        let fields = Fields::open(node, At::plugin(""), &["value", "targets", "targetFilePath"])?;
        let mut targets: Vec<Decoded> = fields.get("targets")?;
        if let Some(name) = fields.get::<Option<Text>>("targetFilePath")?.filter(|name| !name.text.is_empty())
        {
            targets.extend(targets_of_file(&name, files)?);
        }
        if targets.is_empty() {
            let message = "`ValueAddTransformer` needs a target";
            return Err(BuildError::new(Fault::Plugin, node.origin, message).help("add one under `targets`"));
        }
        let targets = targets.iter().map(|target| Target::new(target, files)).collect::<Result<_>>()?;
        Ok(Self { value: value(fields.get("value")?, node.origin, files), targets })
    }

    /// Writes the value.
    pub(crate) fn apply(&self, set: &mut ResourceSet) -> Result<()> {
        for target in &self.targets {
            set.spent.charge_walk(target.origin)?;
            let is_meant = |resource: &&mut Resource| {
                target.selector.as_ref().is_none_or(|selector| selector.matches(resource))
            };
            for resource in set.list.iter_mut().filter(is_meant) {
                self.write(resource, target)?;
            }
        }
        Ok(())
    }

    fn write(&self, resource: &mut Resource, target: &Target) -> Result<()> {
        if target.fields == ["metadata", "namespace"] {
            return namespace::set_on(resource, &self.value);
        }
        resource.change(|node| {
            let field = look_up_or_make(node, &target.fields, self.value.origin)
                .filter(|field| field.as_scalar().is_some())
                .ok_or_else(|| unreachable(target))?;
            let old = field.text().unwrap_or_default();
            let new = match target.position {
                0 => self.value.text.clone(),
                position => insert_part(old, position - 1, &self.value.text).into(),
            };
            let (made, inputs) = match target.position {
                0 => (Made::Written, Vec::new()),
                _ => (Made::Replacement, vec![Input::new(self.value.text.clone(), self.value.origin)]),
            };
            set_made(field, Scalar::untyped(new), self.value.origin, made, || inputs);
            Ok(())
        })
    }
}

fn unreachable(target: &Target) -> BuildError {
    let message = format!("`{}` leads to no single value", target.fields.join("/"));
    BuildError::new(Fault::Plugin, target.origin, message).help("correct `fieldPath`")
}

/// The value that is given, or else the name of the directory.
fn value(given: Option<Text>, origin: Origin, files: &Files<'_>) -> Text {
    let trimmed = given.map(|text| Text { text: text.text.trim().into(), ..text });
    trimmed.filter(|text| !text.text.is_empty()).unwrap_or_else(|| Text {
        text: path::file_name(files.directory).into(),
        style: Style::Plain,
        origin,
    })
}

fn targets_of_file(name: &Text, files: &Files<'_>) -> Result<Vec<Decoded>> {
    let file = files.text(name)?;
    let document = read_only_first(&file.text, Place::of(file.source), &limits());
    let root = document.map_err(|error| syntax(&error, &file.path))?.root;
    let Some(root) = root.filter(|root| !root.is_null()) else { return Ok(Vec::new()) };
    Fields::open(&root, At::plugin(""), &["targets"])?.get("targets")
}

/// A target as it is written.
struct Decoded {
    selector: Option<Selector>,
    field_path: Option<Text>,
    position: Option<Count>,
    origin: Origin,
}

impl Decode for Decoded {
    fn decode(node: &Node, at: At<'_>) -> Result<Self> {
        let fields = Fields::open(node, at, &["selector", "fieldPath", "filePathPosition"])?;
        Ok(Self {
            selector: fields.get("selector")?,
            field_path: fields.get("fieldPath")?,
            position: fields.get("filePathPosition")?,
            origin: node.origin,
        })
    }
}

impl Target {
    fn new(decoded: &Decoded, files: &Files<'_>) -> Result<Self> {
        let fault = |origin, message: &str| BuildError::new(Fault::Plugin, origin, message);
        let Some(path) = decoded.field_path.as_ref().filter(|path| !path.text.is_empty()) else {
            return Err(
                fault(decoded.origin, "the target has no `fieldPath`").help("say which field is meant")
            );
        };
        let position = decoded.position.map_or(0, |position| position.value);
        let position = usize::try_from(position).map_err(|_| {
            let origin = decoded.position.map_or(decoded.origin, |position| position.origin);
            fault(origin, "`filePathPosition` cannot be negative").help("count from 1")
        })?;
        let selector = decoded.selector.as_ref().map(|selector| Matcher::new(selector, files)).transpose()?;
        Ok(Self { selector, fields: split(&path.text), position, origin: path.origin })
    }
}

/// The parts of a path; a slash behind a backslash splits nothing.
fn split(path: &str) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for part in path.split('/') {
        match fields.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push('/');
                last.push_str(part);
            }
            _ => fields.push(part.to_owned()),
        }
    }
    fields
}

/// The field at the end of a path; missing maps on the way and the field itself are made.
fn look_up_or_make<'n>(node: &'n mut Node, fields: &[String], origin: Origin) -> Option<&'n mut Node> {
    let mut node = node;
    for (index, field) in fields.iter().enumerate() {
        if node.as_sequence().is_some() {
            let place =
                crate::transform::replacements::look_up(node, std::iter::once(field.as_str())).ok()??;
            node = crate::transform::replacements::node_at_mut(node, &place)?;
            continue;
        }
        node.as_mapping()?;
        if node.get(field).is_none() {
            let is_last = index + 1 == fields.len();
            let made =
                if is_last { Value::Scalar(Scalar::untyped("")) } else { Node::empty_mapping(origin).value };
            let key = Key { scalar: Scalar::plain(SmolStr::from(field.as_str())), origin };
            node.insert(key, Node::new(made, origin));
        }
        node = node.get_mut(field)?;
    }
    Some(node)
}

/// A path with a part put in; what lies behind its end is added there. A path from the root stays one.
fn insert_part(path: &str, position: usize, part: &str) -> String {
    let (root, relative) = path.strip_prefix('/').map_or(("", path), |relative| ("/", relative));
    let mut parts: Vec<&str> = if relative.is_empty() { Vec::new() } else { relative.split('/').collect() };
    parts.insert(position.min(parts.len()), part);
    let joined = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/");
    format!("{root}{}", clean(&joined))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_put_where_kustomize_puts_them() {
        for (old, position, new) in [
            ("", 0, "PEACH"),
            ("/", 3, "/PEACH"),
            ("pie", 0, "PEACH/pie"),
            ("/pie", 0, "/PEACH/pie"),
            ("raw", 9, "raw/PEACH"),
            ("/raw", 1, "/raw/PEACH"),
            ("a/nice/warm/pie", 3, "a/nice/warm/PEACH/pie"),
            ("/a/nice/warm/pie", 3, "/a/nice/warm/PEACH/pie"),
        ] {
            assert_eq!(insert_part(old, position, "PEACH"), new, "{old}");
        }
    }
}
