//! Which fields of which kinds the transformers of a kustomization write to: kustomize's defaults, with what users
//! add in `configurations` and `crds`.
//!
//! Source of the rules: `api/internal/plugins/builtinconfig` and `api/types/fieldspec.go` of kustomize 5.8.2.

mod crds;
mod defaults;
mod merge;
mod read;
mod references;
mod schema_types;
mod variables;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use smol_str::SmolStr;

use crate::field_spec::{FieldSpec, Paths};
use crate::id::Gvk;
pub(crate) use crds::read_crd;
pub(crate) use merge::merge_one;
pub(crate) use read::{from_config, read_configuration};

/// The fields of each transformer.
#[derive(Debug, Default)]
pub(crate) struct Config {
    pub(crate) name_prefix: Vec<FieldSpec>,
    pub(crate) name_suffix: Vec<FieldSpec>,
    pub(crate) namespace: Vec<FieldSpec>,
    pub(crate) common_labels: Vec<FieldSpec>,
    pub(crate) labels: Vec<FieldSpec>,
    pub(crate) template_labels: Vec<FieldSpec>,
    pub(crate) volume_claim_template_labels: Vec<FieldSpec>,
    pub(crate) common_annotations: Vec<FieldSpec>,
    pub(crate) name_reference: Vec<NameReference>,
    pub(crate) var_reference: Vec<FieldSpec>,
    pub(crate) images: Vec<FieldSpec>,
    pub(crate) replicas: Vec<FieldSpec>,
    referrers: OnceLock<Referrers>,
    references: RwLock<HashMap<Gvk, Arc<References>>>,
}

/// The name references that one kind may hold.
#[derive(Debug, Default)]
pub(crate) struct References {
    /// The kind of the object that is meant and the field that holds its name, in kustomize's order.
    pub(crate) all: Vec<(Gvk, FieldSpec)>,
    /// The same fields by their paths, under their numbers.
    pub(crate) paths: Paths,
}

/// A kind, and the fields that hold the name of an object of it.
#[derive(Clone, Debug)]
pub(crate) struct NameReference {
    pub(crate) target: Gvk,
    pub(crate) referrers: Vec<FieldSpec>,
}

/// The positions of name references by the kind of the referrer; under an empty kind those of any.
type Referrers = HashMap<SmolStr, Vec<(usize, usize)>>;

impl Config {
    /// What kustomize has without being told anything.
    pub(crate) fn default_shared() -> Arc<Self> {
        static DEFAULT: LazyLock<Arc<Config>> = LazyLock::new(|| Arc::new(defaults::config()));
        DEFAULT.clone()
    }

    /// The name references that a kind may hold, looked up once for each kind.
    pub(crate) fn references_of(&self, gvk: &Gvk) -> Arc<References> {
        let known = self.references.read().unwrap_or_else(PoisonError::into_inner).get(gvk).cloned();
        known.unwrap_or_else(|| {
            let found = Arc::new(self.find_references(gvk));
            let mut references = self.references.write().unwrap_or_else(PoisonError::into_inner);
            references.insert(gvk.clone(), found.clone());
            found
        })
    }

    fn find_references(&self, gvk: &Gvk) -> References {
        let referrers = self.referrers.get_or_init(|| self.index_referrers());
        let of = |kind: &str| referrers.get(kind).map_or(&[][..], Vec::as_slice);
        let mut positions = of(&gvk.kind).to_vec();
        if !gvk.kind.is_empty() {
            positions.extend_from_slice(of(""));
            positions.sort_unstable();
        }
        let mut found = References::default();
        for (target, referrer) in positions {
            let reference = &self.name_reference[target];
            let spec = &reference.referrers[referrer];
            if spec.selects(gvk) {
                found.paths.add(&spec.path, found.all.len());
                found.all.push((reference.target.clone(), spec.without_creating()));
            }
        }
        found
    }

    fn index_referrers(&self) -> Referrers {
        let mut referrers = Referrers::new();
        for (target, reference) in self.name_reference.iter().enumerate() {
            for (referrer, spec) in reference.referrers.iter().enumerate() {
                referrers.entry(spec.gvk.kind.clone()).or_default().push((target, referrer));
            }
        }
        referrers
    }
}
