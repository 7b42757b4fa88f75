//! Which kinds a version of Kubernetes has.

use overlint_schemas::KUBERNETES;

use crate::error::SchemaError;
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

impl Catalog {
    /// The kinds of a version of Kubernetes; fails where there are no schemas for it.
    pub fn kubernetes(version: Version) -> Result<Self, SchemaError> {
        let pack = Pack::new(KUBERNETES)?;
        let known = packed_versions(&pack);
        let place = known.iter().position(|&(_, candidate)| candidate == version);
        let Some(place) = place else {
            let known = known.into_iter().map(|(_, version)| version).collect();
            return Err(SchemaError::UnknownVersion { version, known });
        };
        Ok(Self { pack, version: known[place].0 })
    }

    /// The kinds of the newest version of Kubernetes; fails only where the packed data is damaged.
    pub fn newest() -> Result<Self, SchemaError> {
        let pack = Pack::new(KUBERNETES)?;
        let newest = packed_versions(&pack).last().ok_or(SchemaError::Damaged)?.0;
        Ok(Self { pack, version: newest })
    }

    /// The versions of Kubernetes that have schemas, oldest first; empty where the packed data is damaged.
    pub fn versions() -> Vec<Version> {
        let packed = Pack::new(KUBERNETES).map(|pack| packed_versions(&pack)).unwrap_or_default();
        packed.into_iter().map(|(_, version)| version).collect()
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

    /// Whether this version of Kubernetes has a kind.
    pub(crate) fn serves(&self, kind: &Kind<'_>) -> bool {
        (kind.first..=kind.last).contains(&self.version)
    }

    /// The version with that index.
    pub(crate) fn version_at(&self, index: u8) -> Version {
        version_of(self.pack.versions().get(usize::from(index)).copied().unwrap_or_default())
    }
}

fn packed_versions(pack: &Pack<'_>) -> Vec<(u8, Version)> {
    let all = (0..=u8::MAX).zip(pack.versions());
    let packed = all.skip_while(|&(index, _)| index < pack.first_packed());
    packed.map(|(index, &minor)| (index, version_of(minor))).collect()
}

fn version_of(minor: u8) -> Version {
    Version::new(1, u16::from(minor))
}
