//! The schema that strategic merges and the scope of kinds go by: the built-in one, or that of the field `openapi`.
//!
//! Source of the rules: `kyaml/openapi/openapi.go` and `kyaml/yaml/walk` of kustomize 5.8.2. There the schema is a
//! global; here it is a value, cheap to clone, which whoever starts a build chooses.

mod builtin;
mod choice;
mod document;
mod json;
mod kinds;
mod members;
mod reference;
mod scope;

use std::sync::Arc;

use overlint_source::{Node, SourceId};

use crate::error::{BuildError, Fault, Result};
use crate::files::Files;
use crate::id::Gvk;
use crate::kustomization::OpenApiField;
use builtin::Child;
pub(crate) use choice::Choice;
use document::Document;
use kinds::is_known_as_namespaced;
use reference::Reference;
pub(crate) use scope::{MergedList, Scope};

/// The only version that kustomize has built in.
const BUILTIN_VERSION: &str = "v1.21.2";

/// How many references may lead to one schema; kustomize follows a circle of them for ever.
const MAX_REFERENCES: usize = 100;

/// A schema.
#[derive(Clone, Debug, Default)]
pub(crate) struct OpenApi {
    custom: Option<Arc<Document>>,
    beside: Beside,
}

/// Whether the built-in schema counts beside a custom one. It does where kustomize met something that needs it before
/// it met the custom one, which takes a custom schema that a base or a component brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Beside {
    /// The custom schema counts alone.
    #[default]
    Alone,
    /// A patch was merged by the built-in schema before; the custom one goes over it.
    OverBuiltin,
    /// The scope of a kind was asked for that kustomize does not know by heart, and no patch was merged: the built-in
    /// schema is put over the custom one later.
    UnderBuiltin,
}

/// What stands at one place of a schema.
#[derive(Clone, Copy, Debug)]
enum Schema {
    Builtin(Child),
    /// The index of a definition of the custom schema.
    Custom(usize),
}

impl Schema {
    /// A schema that is in force and says nothing.
    const SILENT: Self = Self::Builtin(Child::Map(builtin::Type::Leaf));
}

impl OpenApi {
    /// The schema of Kubernetes 1.21.2.
    pub(crate) fn builtin() -> Self {
        Self::default()
    }

    /// Reads a custom schema, JSON or YAML; `name` is the file, for errors.
    pub(crate) fn parse(text: &str, source: SourceId, name: &str) -> Result<Self> {
        let document = Document::parse(text, source, name)?;
        Ok(Self { custom: Some(Arc::new(document)), beside: Beside::Alone })
    }

    /// The same schema with the built-in one beside it; the built-in one alone stays what it is.
    pub(crate) fn beside_builtin(self, beside: Beside) -> Self {
        Self { beside, ..self }
    }

    /// Whether it is kustomize's own alone.
    pub(crate) fn is_builtin(&self) -> bool {
        self.custom.is_none()
    }

    /// Whether a kind is known to live outside namespaces. What kustomize knows by heart no schema overrides.
    pub(crate) fn is_cluster_scoped(&self, gvk: &Gvk) -> bool {
        gvk.is_cluster_scoped()
            || self.custom.as_ref().is_some_and(|custom| {
                !is_known_as_namespaced(gvk)
                    && custom.is_namespaced(&gvk.api_version(), &gvk.kind) == Some(false)
            })
    }

    /// The schema of an object's kind.
    fn of_object(&self, object: &Node) -> Option<Schema> {
        let api_version = object.get("apiVersion")?.text()?;
        let kind = object.get("kind")?.text()?;
        let gvk = Gvk::new(api_version, kind);
        let builtin = || builtin::type_of(&gvk).map(|own| Schema::Builtin(Child::Map(own)));
        let Some(custom) = self.custom.as_ref().filter(|_| gvk.group != builtin::KUSTOMIZE) else {
            return builtin();
        };
        let custom = || custom.of_kind(api_version, kind).map(Schema::Custom);
        match self.beside {
            Beside::Alone => custom(),
            Beside::OverBuiltin => custom().or_else(builtin),
            Beside::UnderBuiltin => builtin().or_else(custom),
        }
    }

    /// The custom schema behind the references that it may be.
    fn resolve(&self, mut index: usize) -> Option<Schema> {
        let custom = self.custom.as_ref()?;
        for _ in 0..MAX_REFERENCES {
            let Some(reference) = &custom.at(index).reference else { return Some(Schema::Custom(index)) };
            match self.follow(reference)? {
                Schema::Custom(next) => index = next,
                builtin @ Schema::Builtin(_) => return Some(builtin),
            }
        }
        None
    }

    fn follow(&self, reference: &Reference) -> Option<Schema> {
        match reference.tokens() {
            [] => Some(Schema::SILENT),
            [first, name, path @ ..] if first == "definitions" => match self.named(name)? {
                Schema::Custom(index) => self.custom.as_ref()?.descend(index, path).map(Schema::Custom),
                builtin @ Schema::Builtin(_) => path.is_empty().then_some(builtin),
            },
            _ => None,
        }
    }

    fn named(&self, name: &str) -> Option<Schema> {
        let custom = || self.custom.as_ref()?.named(name).map(Schema::Custom);
        let builtin = || builtin::named(name).map(|own| Schema::Builtin(Child::Map(own)));
        match self.beside {
            Beside::Alone => custom(),
            Beside::OverBuiltin => custom().or_else(builtin),
            Beside::UnderBuiltin => builtin().or_else(custom),
        }
    }
}

/// Whether kustomize knows the scope of a kind without asking any schema.
fn is_known_by_heart(gvk: &Gvk) -> bool {
    gvk.is_cluster_scoped() || is_known_as_namespaced(gvk)
}

/// The schema that the `openapi` field of a kustomization asks for; `None` where it asks for nothing.
pub(crate) fn load(own: &OpenApiField, files: &Files<'_>) -> Result<Option<OpenApi>> {
    if let Some(path) = &own.path {
        let file = files.text(path)?;
        if let Some(version) = &own.version {
            let message = "`openapi` gives a `path` and a `version`, and the two exclude each other";
            return Err(
                BuildError::new(Fault::Kustomization, version.origin, message).help("keep one of them")
            );
        }
        return OpenApi::parse(&file.text, file.source, &file.path).map(Some);
    }
    match &own.version {
        Some(version) if version.text == BUILTIN_VERSION => Ok(Some(OpenApi::builtin())),
        Some(version) if !version.text.is_empty() => {
            let message = format!("the OpenAPI version `{}` is not built into kustomize", version.text);
            Err(BuildError::new(Fault::Kustomization, version.origin, message)
                .help(format!("write `version: {BUILTIN_VERSION}`, or name a schema file under `path`")))
        }
        _ => Ok(None),
    }
}

/// What kustomize still asks of an `openapi` field where another schema was chosen before: that the file can be read.
pub(crate) fn check_ignored(own: &OpenApiField, files: &Files<'_>) -> Result<()> {
    own.path.as_ref().map_or(Ok(()), |path| files.bytes(path).map(drop))
}

#[cfg(test)]
mod tests;
