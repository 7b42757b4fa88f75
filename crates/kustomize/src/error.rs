//! Why an overlay cannot be built, and where.

use overlint_source::{Finding, Origin, Related};

/// What kind of fault stops a build. The id of each is a rule of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// A file that is not YAML.
    Syntax,
    /// A kustomization file with unknown fields, wrong types or values.
    Kustomization,
    /// A field that is not built yet.
    Unsupported,
    /// A path that leads nowhere.
    MissingFile,
    /// A path that leaves the place it may read from.
    Outside,
    /// A kustomization that includes itself.
    Cycle,
    /// A remote base or file, which nothing has allowed.
    Remote,
    /// A document that is no Kubernetes object.
    Resource,
    /// Two objects with one id.
    DuplicateResource,
    /// A patch that cannot be read or applied.
    Patch,
    /// A patch whose target is not there, or not only one.
    PatchTarget,
    /// A generator that cannot generate.
    Generator,
    /// A name that could refer to several objects.
    Reference,
    /// A transformer that cannot be applied.
    Transformer,
    /// A key given twice.
    DuplicateKey,
    /// A value that YAML output cannot hold.
    Unprintable,
    /// Documents that are too large or too deep.
    Limit,
}

impl Fault {
    /// The rule id.
    pub fn rule(self) -> &'static str {
        match self {
            Self::Syntax => "invalid-yaml",
            Self::Kustomization => "invalid-kustomization",
            Self::Unsupported => "unsupported-field",
            Self::MissingFile => "missing-file",
            Self::Outside => "file-outside-root",
            Self::Cycle => "kustomization-cycle",
            Self::Remote => "remote-not-allowed",
            Self::Resource => "invalid-resource",
            Self::DuplicateResource => "duplicate-resource",
            Self::Patch => "invalid-patch",
            Self::PatchTarget => "patch-without-target",
            Self::Generator => "invalid-generator",
            Self::Reference => "ambiguous-reference",
            Self::Transformer => "invalid-transformer",
            Self::DuplicateKey => "duplicate-key",
            Self::Unprintable => "unprintable-value",
            Self::Limit => "limit-exceeded",
        }
    }
}

#[cfg(test)]
pub(crate) const ALL_FAULTS: &[Fault] = &[
    Fault::Syntax,
    Fault::Kustomization,
    Fault::Unsupported,
    Fault::MissingFile,
    Fault::Outside,
    Fault::Cycle,
    Fault::Remote,
    Fault::Resource,
    Fault::DuplicateResource,
    Fault::Patch,
    Fault::PatchTarget,
    Fault::Generator,
    Fault::Reference,
    Fault::Transformer,
    Fault::DuplicateKey,
    Fault::Unprintable,
    Fault::Limit,
];

/// Why an overlay cannot be built.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct BuildError {
    /// What kind of fault.
    pub fault: Fault,
    /// What is wrong, in lower case without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Where.
    pub origin: Origin,
    /// Other places that have a part in it.
    pub related: Vec<Related>,
}

/// The result of a step of the build. The error is boxed: it is rare, and the results are passed a lot.
pub type Result<T> = std::result::Result<T, Box<BuildError>>;

impl BuildError {
    pub(crate) fn new(fault: Fault, origin: Origin, message: impl Into<String>) -> Box<Self> {
        Box::new(Self { fault, message: message.into(), help: None, origin, related: Vec::new() })
    }

    pub(crate) fn help(mut self: Box<Self>, help: impl Into<String>) -> Box<Self> {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn related(mut self: Box<Self>, origin: Origin, message: impl Into<String>) -> Box<Self> {
        if origin.is_somewhere() {
            self.related.push(Related { origin, message: message.into() });
        }
        self
    }

    /// The error as a finding.
    pub fn to_finding(&self) -> Finding {
        let mut finding = Finding::error(self.fault.rule(), self.origin, self.message.clone());
        finding.help.clone_from(&self.help);
        finding.related.clone_from(&self.related);
        finding
    }
}
