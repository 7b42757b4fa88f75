//! `configMapGenerator` and `secretGenerator`.
//!
//! Source of the rules: `api/internal/generators` and `api/resmap/reswrangler.go` of kustomize 5.8.2.

mod absorb;
pub(crate) mod helm;
mod sources;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use overlint_source::{Entry, Input, Key, Made, Node, Origin, Scalar, Style, Tag, Value};
use smol_str::SmolStr;

use crate::error::{BuildError, Fault, Result};
use crate::files::Files;
use crate::history::Mark;
use crate::kustomization::{Generator, GeneratorOptions, Pairs, Text};
use crate::resource::{Resource, quote_ambiguous};
pub(crate) use absorb::absorb;
use sources::{Content, Source};

/// What a generator makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    ConfigMap,
    Secret,
}

impl Kind {
    /// What kustomize calls the generator.
    pub(crate) fn generator(self) -> &'static str {
        match self {
            Self::ConfigMap => "ConfigMapGenerator",
            Self::Secret => "SecretGenerator",
        }
    }
}

/// What a generated object does to one of the same id that is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Behavior {
    /// It must be the first of its id.
    #[default]
    Create,
    Merge,
    Replace,
}

/// An object that was generated, with what it does to one that is there.
#[derive(Clone, Debug)]
pub(crate) struct Generated {
    pub(crate) resource: Resource,
    pub(crate) behavior: Behavior,
}

/// Base64 texts from this length on are broken into lines of it.
const LINE: usize = 70;

/// Runs one generator.
pub(crate) fn generate(
    kind: Kind,
    generator: &Generator,
    global: &GeneratorOptions,
    files: &Files<'_>,
) -> Result<Generated> {
    let Some(name) = generator.name.as_ref().filter(|name| !name.text.is_empty()) else {
        let message = "a generator needs a `name`";
        return Err(BuildError::new(Fault::Generator, generator.origin, message));
    };
    let sources = sources::read(generator, files)?;
    let mut node = skeleton(kind, generator, name);
    if kind == Kind::Secret {
        node.insert(key("type", generator.origin), secret_type(generator));
    }
    write_data(&mut node, kind, sources, generator.origin);
    write_options(&mut node, &generator.options, global, generator.origin);
    let mut resource = Resource::new(node);
    resource.needs_hash = !generator.options.disable_name_suffix_hash && !global.disable_name_suffix_hash;
    let is_create = generator.behavior.as_ref().is_some_and(|behavior| behavior.as_str() == "create");
    resource.mark(if is_create { Mark::Created } else { Mark::Generated });
    Ok(Generated { resource, behavior: behavior(generator) })
}

fn behavior(generator: &Generator) -> Behavior {
    match generator.behavior.as_ref().map(Text::as_str) {
        Some("merge") => Behavior::Merge,
        Some("replace") => Behavior::Replace,
        _ => Behavior::Create,
    }
}

fn skeleton(kind: Kind, generator: &Generator, name: &Text) -> Node {
    let origin = generator.origin;
    let kind = match kind {
        Kind::ConfigMap => "ConfigMap",
        Kind::Secret => "Secret",
    };
    let written = |text: &Text| {
        let scalar = quote_ambiguous(Scalar::string(text.text.clone()));
        Node::new(Value::Scalar(scalar), text.origin)
    };
    let mut metadata = vec![Entry { key: key("name", origin), value: written(name) }];
    if let Some(namespace) = generator.namespace.as_ref().filter(|namespace| !namespace.text.is_empty()) {
        metadata.push(Entry { key: key("namespace", origin), value: written(namespace) });
    }
    let entry = |name: &str, value: Node| Entry { key: key(name, origin), value };
    let entries = vec![
        entry("apiVersion", Node::plain("v1", origin).generated()),
        entry("kind", Node::plain(kind, origin).generated()),
        entry("metadata", Node::mapping(metadata, origin)),
    ];
    Node::mapping(entries, origin)
}

fn secret_type(generator: &Generator) -> Node {
    match generator.secret_type.as_ref().filter(|text| !text.text.is_empty()) {
        Some(given) => string(given.text.clone(), given.origin),
        None => string(SmolStr::new_static("Opaque"), generator.origin).generated(),
    }
}

fn write_data(node: &mut Node, kind: Kind, sources: Vec<Source>, origin: Origin) {
    let (mut data, mut binary) = (Vec::new(), Vec::new());
    for source in sources {
        let key = Key { scalar: Scalar::plain(source.key), origin: source.key_origin };
        match (kind, source.content) {
            (Kind::ConfigMap, Content::Text(text)) => {
                data.push(Entry { key, value: string(text, source.value_origin) });
            }
            (Kind::ConfigMap, content @ Content::Bytes(_)) => {
                binary.push(Entry { key, value: encoded(content, source.value_origin) });
            }
            (Kind::Secret, content) => data.push(Entry { key, value: encoded(content, source.value_origin) }),
        }
    }
    if !data.is_empty() || kind == Kind::Secret {
        node.insert(key("data", origin), Node::mapping(data, origin));
    }
    if !binary.is_empty() {
        node.insert(key("binaryData", origin), Node::mapping(binary, origin));
    }
}

/// A content in Base64.
fn encoded(content: Content, origin: Origin) -> Node {
    let value = string(encode(content.bytes()), origin);
    let input = match content {
        Content::Text(text) => Input::new(text, origin),
        Content::Bytes(_) => Input::without_text(origin),
    };
    value.made(Made::Base64, vec![input])
}

/// Base64, long texts in lines.
fn encode(bytes: &[u8]) -> SmolStr {
    let text = STANDARD.encode(bytes);
    if text.len() < LINE {
        return text.into();
    }
    let lines = text.as_bytes().chunks(LINE).map(String::from_utf8_lossy);
    lines.flat_map(|line| [line, "\n".into()]).collect::<String>().into()
}

fn write_options(node: &mut Node, local: &GeneratorOptions, global: &GeneratorOptions, origin: Origin) {
    let Some(metadata) = node.get_mut("metadata") else { return };
    for (field, global, local) in
        [("labels", &global.labels, &local.labels), ("annotations", &global.annotations, &local.annotations)]
    {
        if !global.0.is_empty() || !local.0.is_empty() {
            metadata.insert(key(field, origin), pairs(global, local, origin));
        }
    }
    if local.immutable || global.immutable {
        let scalar = Scalar { tag: Tag::Bool, ..Scalar::plain("true") };
        node.insert(key("immutable", origin), Node::new(Value::Scalar(scalar), origin).generated());
    }
}

fn pairs(global: &Pairs, local: &Pairs, origin: Origin) -> Node {
    let mut map = Node::empty_mapping(origin);
    for pair in global.0.iter().chain(&local.0) {
        let key = Key { scalar: Scalar::plain(pair.key.text.clone()), origin: pair.key.origin };
        let scalar = quote_ambiguous(Scalar::string(pair.value.text.clone()));
        map.insert(key, Node::new(Value::Scalar(scalar), pair.value.origin));
    }
    map
}

fn key(name: &str, origin: Origin) -> Key {
    Key { scalar: Scalar::plain(name), origin }
}

/// A string value of a generated object, in the style that kustomize gives it.
fn string(text: SmolStr, origin: Origin) -> Node {
    let style = if text.contains('\n') { Style::Literal } else { Style::Plain };
    let scalar = quote_ambiguous(Scalar { style, ..Scalar::string(text) });
    Node::new(Value::Scalar(scalar), origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_base64_is_broken_into_lines() {
        assert_eq!(encode(b"abc"), "YWJj");
        let long = encode(&[0; 60]);
        assert_eq!(long.lines().map(str::len).collect::<Vec<_>>(), [70, 10]);
        assert!(long.ends_with('\n'));
    }
}
