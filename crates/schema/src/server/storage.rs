//! Volumes that are claimed: claims, volumes and their classes.
//!
//! <https://kubernetes.io/docs/concepts/storage/persistent-volumes/>

use super::grammar;
use super::judge::{Judge, shown};
use super::place::Place;
use super::quantities::Amount;
use super::table::Table;

/// Everything that a PersistentVolume can come from.
const SOURCES: [&str; 22] = [
    "awsElasticBlockStore",
    "azureDisk",
    "azureFile",
    "cephfs",
    "cinder",
    "csi",
    "fc",
    "flexVolume",
    "flocker",
    "gcePersistentDisk",
    "glusterfs",
    "hostPath",
    "iscsi",
    "local",
    "nfs",
    "photonPersistentDisk",
    "portworxVolume",
    "quobyte",
    "rbd",
    "scaleIO",
    "storageos",
    "vsphereVolume",
];

impl Judge<'_> {
    /// Judges a PersistentVolumeClaim.
    pub(super) fn volume_claim(&mut self, root: &Place<'_>) {
        self.claim_spec_of(root);
    }

    /// Judges the template of a claim in a volume, whose metadata has labels and annotations only.
    pub(super) fn claim_template(&mut self, template: &Place<'_>) {
        if let Some(metadata) = template.field("metadata") {
            self.described(&metadata);
            for name in ["name", "namespace", "generateName", "finalizers", "ownerReferences"] {
                self.must_not(
                    &metadata,
                    name,
                    "cannot be set: the claim is named after the pod and the volume",
                );
            }
        }
        self.claim_spec_of(template);
    }

    /// Judges the `spec` of a claim.
    pub(super) fn claim_spec_of(&mut self, claim: &Place<'_>) {
        let Some(spec) = self.spec_of(claim) else { return };
        self.access_modes(&spec);
        self.selector(&spec, "selector");
        self.named(&spec, "storageClassName", &grammar::SUBDOMAIN);
        self.named(&spec, "volumeAttributesClassName", &grammar::SUBDOMAIN);
        self.storage_request(&spec);
        for name in ["dataSource", "dataSourceRef"] {
            if let Some(source) = spec.field(name) {
                self.data_source(&source);
            }
        }
    }

    fn access_modes(&mut self, spec: &Place<'_>) {
        if !self.wants(spec, "accessModes") {
            return;
        }
        let Some(modes) = spec.field("accessModes") else { return };
        let alone = modes.items().any(|mode| mode.text() == "ReadWriteOncePod");
        if alone && modes.items().any(|mode| mode.text() != "ReadWriteOncePod") {
            let message = "`ReadWriteOncePod` allows no other access mode beside it";
            self.refuse_key("conflicting-fields", &modes, message, "keep it alone, or remove it");
        }
    }

    fn storage_request(&mut self, spec: &Place<'_>) {
        let resources = spec.field("resources");
        let requests = resources.as_ref().and_then(|resources| resources.field("requests"));
        let parent = requests.as_ref().or(resources.as_ref()).unwrap_or(spec);
        match requests.as_ref().and_then(|requests| requests.field("storage")) {
            Some(storage) => self.positive(&storage, "the size"),
            None => {
                let name = if requests.is_some() {
                    "storage"
                } else if resources.is_some() {
                    "requests"
                } else {
                    "resources"
                };
                let help = "add `resources.requests.storage` with the size of the volume";
                self.lacks(parent, name, "the claim does not say how much storage it wants", help);
            }
        }
    }

    /// Holds that an amount is more than nothing.
    pub(super) fn positive(&mut self, place: &Place<'_>, what: &str) {
        if Amount::at(place.node()).is_some_and(|amount| amount <= Amount::ZERO) {
            let message = format!("{what} `{}` is not more than 0", shown(place.text()));
            self.refuse("out-of-range", place, message, "write an amount above 0");
        }
    }

    fn data_source(&mut self, source: &Place<'_>) {
        self.wants(source, "name");
        if self.wants(source, "kind")
            && source.string("apiGroup").is_empty()
            && source.string("kind") != "PersistentVolumeClaim"
        {
            let message = format!("a source of kind `{}` needs its `apiGroup`", shown(source.string("kind")));
            self.lacks(source, "apiGroup", message, "add `apiGroup`");
        }
        self.named(source, "apiGroup", &grammar::SUBDOMAIN);
    }

    /// Judges a PersistentVolume.
    pub(super) fn persistent_volume(&mut self, root: &Place<'_>) {
        let Some(spec) = self.spec_of(root) else { return };
        self.access_modes(&spec);
        self.capacity(&spec);
        self.just_one(&spec, &SOURCES, "a volume has one source");
        for (name, source) in spec.fields() {
            self.kept_source(name, &source);
        }
        self.named(&spec, "storageClassName", &grammar::SUBDOMAIN);
        let affinity = spec.field("nodeAffinity");
        if let Some(required) = affinity.as_ref().and_then(|affinity| affinity.field("required")) {
            self.node_selector(&required);
        } else if let Some(affinity) = &affinity {
            self.wants(affinity, "required");
        } else if spec.has("local") {
            let message = "a local volume needs `nodeAffinity`: it lies on one node";
            self.lacks(&spec, "nodeAffinity", message, "add `nodeAffinity` with the node");
        }
    }

    fn capacity(&mut self, spec: &Place<'_>) {
        if !self.wants(spec, "capacity") {
            return;
        }
        let Some(capacity) = spec.field("capacity") else { return };
        self.wants(&capacity, "storage");
        for (name, amount) in capacity.entries() {
            if name == "storage" {
                self.positive(&amount, "the capacity");
            } else {
                let message = format!("`{}` is no capacity of a volume", shown(name));
                self.refuse_key("unsupported-value", &amount, message, "keep `storage` alone");
            }
        }
    }

    /// Judges a StorageClass.
    pub(super) fn storage_class(&mut self, root: &Place<'_>) {
        if self.wants(root, "provisioner")
            && let Some(provisioner) = root.field("provisioner")
        {
            // As in an annotation, capitals do not matter.
            self.provisioner(&provisioner);
        }
        let topologies = root.field("allowedTopologies");
        for term in topologies.iter().flat_map(|topologies| topologies.items()) {
            self.topology(&term);
        }
    }

    fn provisioner(&mut self, provisioner: &Place<'_>) {
        if grammar::ANNOTATION_KEY.fault(provisioner.text()).is_some() {
            let message = format!("`{}` is no name of a provisioner", shown(provisioner.text()));
            self.refuse("invalid-name", provisioner, message, grammar::QUALIFIED.help);
        }
    }

    fn topology(&mut self, term: &Place<'_>) {
        let mut keys = Table::new();
        let requirements = term.field("matchLabelExpressions");
        for requirement in requirements.iter().flat_map(|requirements| requirements.items()) {
            self.wants_named(&requirement, "key", &grammar::LABEL_KEY);
            let key = requirement.string("key");
            if let Some(node) = requirement.node().get("key") {
                self.own_name(&mut keys, key, node.origin, &requirement, "key", "the key");
            }
            self.wants(&requirement, "values");
            let mut values = Table::new();
            let list = requirement.field("values");
            for value in list.iter().flat_map(|list| list.items()) {
                if let Some(first) = values.note(value.text(), value.node().origin) {
                    self.repeats(&value, first, "the value");
                }
            }
        }
    }
}
