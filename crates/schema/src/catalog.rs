//! Which kinds a version of Kubernetes has.

use overlint_schemas::KUBERNETES;

use crate::error::SchemaError;
use crate::lifecycle::lifecycle;
use crate::pack::{Kind, Pack, Type};
use crate::suggest;
use crate::version::Version;

/// The kinds of one version of Kubernetes. Small and cheap to copy: the schemas are read where they lie.
#[derive(Clone, Copy, Debug)]
pub struct Catalog {
    pub(crate) pack: Pack<'static>,
    /// The index of the version in the pack.
    pub(crate) version: u8,
}

/// The schema of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    pub(crate) root: Type<'static>,
}

/// What a catalog says of an `apiVersion` and a `kind`.
#[derive(Clone, Debug)]
pub enum Lookup {
    /// The schema of that kind.
    Schema(Schema),
    /// The group is Kubernetes' own, but it does not have this kind, or not in this version.
    UnknownKind {
        /// The rule that it breaks: `unknown-kind` or `removed-api`.
        rule: &'static str,
        /// What is wrong, in lower case.
        message: String,
        /// What to write instead, in the imperative.
        help: String,
        /// Which of the two to change: `apiVersion` or `kind`.
        culprit: &'static str,
    },
    /// Not a group of Kubernetes' own: a custom resource.
    Foreign,
}

/// What is said of a kind that a version of Kubernetes still has, and a later one will not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecation {
    /// Since when and until when, in lower case.
    pub message: String,
    /// What to write instead, in the imperative.
    pub help: String,
}

impl Catalog {
    /// The kinds of a version of Kubernetes; fails where there are no schemas for it.
    pub fn kubernetes(version: Version) -> Result<Self, SchemaError> {
        let pack = Pack::new(KUBERNETES)?;
        let place = (0..=u8::MAX).zip(versions(&pack)).find(|(_, candidate)| *candidate == version);
        let unknown = || SchemaError::UnknownVersion { version, known: versions(&pack).collect() };
        let (index, _) = place.ok_or_else(unknown)?;
        Ok(Self { pack, version: index })
    }

    /// The kinds of the newest version of Kubernetes; fails only where the packed data is damaged.
    pub fn newest() -> Result<Self, SchemaError> {
        let pack = Pack::new(KUBERNETES)?;
        let newest = pack.versions().len().checked_sub(1).and_then(|index| u8::try_from(index).ok());
        Ok(Self { pack, version: newest.ok_or(SchemaError::Damaged)? })
    }

    /// The versions of Kubernetes that have schemas, oldest first; empty where the packed data is damaged.
    pub fn versions() -> Vec<Version> {
        Pack::new(KUBERNETES).map(|pack| versions(&pack).collect()).unwrap_or_default()
    }

    /// The version of Kubernetes whose kinds these are.
    pub fn version(&self) -> Version {
        self.version_at(self.version)
    }

    /// The schema of a kind, or why there is none.
    pub fn lookup(&self, api_version: &str, kind: &str) -> Lookup {
        let (group, version) = api_version.rsplit_once('/').unwrap_or(("", api_version));
        let mut rows = self.pack.kind_rows(group, version, kind);
        match rows.find(|row| self.serves(row)) {
            Some(row) => {
                Lookup::Schema(Schema { root: self.pack.definition_type(row.definition, self.version) })
            }
            None => suggest::kind(self, group, version, kind),
        }
    }

    /// What to say of a kind that this version of Kubernetes serves and deprecates.
    pub fn deprecation(&self, api_version: &str, kind: &str) -> Option<Deprecation> {
        let (group, version) = api_version.rsplit_once('/').unwrap_or(("", api_version));
        let lifecycle = lifecycle(group, version, kind)?;
        lifecycle
            .is_deprecated_in(self.version())
            .then(|| suggest::successor(self, group, version, kind, lifecycle))
    }

    /// Whether this version of Kubernetes has a kind.
    pub(crate) fn serves(&self, kind: &Kind<'_>) -> bool {
        let gone =
            || lifecycle(kind.group, kind.version, kind.name).is_some_and(|l| l.is_gone_in(self.version()));
        (kind.first..=kind.last).contains(&self.version) && !gone()
    }

    /// The version with that index.
    pub(crate) fn version_at(&self, index: u8) -> Version {
        version_of(self.pack.versions().get(usize::from(index)).copied().unwrap_or_default())
    }
}

fn versions(pack: &Pack<'static>) -> impl Iterator<Item = Version> {
    pack.versions().iter().map(|&minor| version_of(minor))
}

fn version_of(minor: u8) -> Version {
    Version::new(1, u16::from(minor))
}
