//! Why an overlay cannot be built, and where.

use std::borrow::Cow;

use overlint_source::{Finding, Origin, Related, Severity};

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
    /// A remote base or file that cannot be had.
    Fetch,
    /// A remote base whose ref moves.
    FloatingRemote,
    /// A document that is no Kubernetes object.
    Resource,
    /// Two objects with one id.
    DuplicateResource,
    /// A patch that cannot be read or applied.
    Patch,
    /// A patch whose target is not there, or not only one.
    PatchTarget,
    /// A chart where nothing has allowed Helm to be run.
    HelmNotAllowed,
    /// A chart that cannot be inflated.
    Chart,
    /// A generator that cannot generate.
    Generator,
    /// A name that could refer to several objects.
    Reference,
    /// A transformer that cannot be applied.
    Transformer,
    /// A generator, transformer or validator that cannot be configured.
    Plugin,
    /// A variable that cannot be replaced.
    Variable,
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
            Self::Fetch => "failed-fetch",
            Self::FloatingRemote => "floating-remote",
            Self::Resource => "invalid-resource",
            Self::DuplicateResource => "duplicate-resource",
            Self::Patch => "invalid-patch",
            Self::PatchTarget => "patch-without-target",
            Self::HelmNotAllowed => "helm-not-allowed",
            Self::Chart => "invalid-chart",
            Self::Generator => "invalid-generator",
            Self::Reference => "ambiguous-reference",
            Self::Transformer => "invalid-transformer",
            Self::Plugin => "invalid-plugin",
            Self::Variable => "invalid-variable",
            Self::DuplicateKey => "duplicate-key",
            Self::Unprintable => "unprintable-value",
            Self::Limit => "limit-exceeded",
        }
    }

    /// How bad it is: what is built all the same may be a mere warning.
    pub fn severity(self) -> Severity {
        if self == Self::FloatingRemote { Severity::Warning } else { Severity::Error }
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
    Fault::Fetch,
    Fault::FloatingRemote,
    Fault::Resource,
    Fault::DuplicateResource,
    Fault::Patch,
    Fault::PatchTarget,
    Fault::HelmNotAllowed,
    Fault::Chart,
    Fault::Generator,
    Fault::Reference,
    Fault::Transformer,
    Fault::Plugin,
    Fault::Variable,
    Fault::DuplicateKey,
    Fault::Unprintable,
    Fault::Limit,
];

/// Why an overlay cannot be built. As small as a pointer, since the results of every step carry it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", .0.message)]
pub struct BuildError(Box<Details>);

#[derive(Clone, Debug)]
struct Details {
    fault: Fault,
    message: String,
    help: Option<String>,
    origin: Origin,
    related: Vec<Related>,
}

/// Messages quote what users write, and that may be megabytes.
fn shortened(mut message: String) -> String {
    const MOST: usize = 1000;
    if message.len() > MOST {
        let end = (0..=MOST).rev().find(|at| message.is_char_boundary(*at)).unwrap_or(0);
        message.truncate(end);
        message.push('…');
    }
    message
}

/// The result of a step of the build.
pub type Result<T> = std::result::Result<T, BuildError>;

/// What came of building a kustomization: all that can be told to be wrong with it, what its bases say first.
pub type Outcome<T> = std::result::Result<T, Vec<BuildError>>;

impl BuildError {
    pub(crate) fn new(fault: Fault, origin: Origin, message: impl Into<String>) -> Self {
        let message = shortened(message.into());
        Self(Box::new(Details { fault, message, help: None, origin, related: Vec::new() }))
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(shortened(help.into()));
        self
    }

    pub(crate) fn related(mut self, origin: Origin, message: impl Into<String>) -> Self {
        if origin.is_somewhere() {
            self.0.related.push(Related { origin, message: message.into() });
        }
        self
    }

    /// The same as another kind of fault.
    pub(crate) fn with_fault(mut self, fault: Fault) -> Self {
        self.0.fault = fault;
        self
    }

    pub(crate) fn at(mut self, origin: Origin) -> Self {
        self.0.origin = origin;
        self
    }

    /// Whether both say the same of the same place.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.0.fault == other.0.fault && self.0.origin == other.0.origin && self.0.message == other.0.message
    }

    /// What kind of fault it is.
    pub fn fault(&self) -> Fault {
        self.0.fault
    }

    /// Where it is.
    pub fn origin(&self) -> Origin {
        self.0.origin
    }

    /// What is wrong, in lower case without a full stop.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The error as a finding.
    pub fn to_finding(&self) -> Finding {
        let Details { fault, message, help, origin, related } = &*self.0;
        let mut finding = Finding::error(fault.rule(), *origin, message.clone());
        finding.severity = fault.severity();
        finding.help = help.clone().map(Cow::Owned);
        finding.related.clone_from(related);
        finding
    }
}
