//! Volumes of a pod, and where containers mount them.
//!
//! <https://kubernetes.io/docs/concepts/storage/volumes/>

use overlint_source::Origin;

use super::grammar;
use super::judge::{Judge, shown};
use super::place::Place;
use super::pod::Pod;
use super::quantities::Amount;
use super::table::Table;

/// Everything that a volume can come from. A volume without any of it is an `emptyDir`.
const SOURCES: [&str; 30] = [
    "awsElasticBlockStore",
    "azureDisk",
    "azureFile",
    "cephfs",
    "cinder",
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "fc",
    "flexVolume",
    "flocker",
    "gcePersistentDisk",
    "gitRepo",
    "glusterfs",
    "hostPath",
    "image",
    "iscsi",
    "nfs",
    "persistentVolumeClaim",
    "photonPersistentDisk",
    "portworxVolume",
    "projected",
    "quobyte",
    "rbd",
    "scaleIO",
    "secret",
    "storageos",
    "vsphereVolume",
];

/// The permissions that a file can have: `0777`.
const MODES: std::ops::RangeInclusive<i64> = 0..=0o777;

impl Judge<'_> {
    /// Judges the volumes of a pod.
    pub(super) fn volumes(&mut self, volumes: &Place<'_>) {
        self.distinct(volumes, "name", &grammar::LABEL, "the volume");
        for volume in volumes.items() {
            self.at_most_one(&volume, &SOURCES, "a volume has one source");
            for (name, source) in volume.fields() {
                self.volume_source(name, &source);
            }
        }
    }

    fn volume_source(&mut self, name: &str, source: &Place<'_>) {
        match name {
            "configMap" => self.files_of(source, "name"),
            "secret" => self.files_of(source, "secretName"),
            "downwardAPI" => self.fields_as_files(source),
            "projected" => self.projected(source),
            "emptyDir" => self.size_limit(source),
            "ephemeral" => {
                if let Some(template) = source.field("volumeClaimTemplate") {
                    self.claim_template(&template);
                } else {
                    self.wants(source, "volumeClaimTemplate");
                }
            }
            other => self.kept_source(other, source),
        }
    }

    /// Judges a source that a PersistentVolume can have as well.
    pub(super) fn kept_source(&mut self, name: &str, source: &Place<'_>) {
        match name {
            "hostPath" | "local" if self.wants(source, "path") => self.no_steps_back(source, "path"),
            "persistentVolumeClaim" => {
                self.wants(source, "claimName");
            }
            "csi" | "flexVolume" => {
                self.wants(source, "driver");
            }
            "nfs" => {
                self.wants(source, "server");
                if self.wants(source, "path") && !source.string("path").starts_with('/') {
                    self.refuse_path(source, "path", "must begin with `/`");
                }
            }
            _ => {}
        }
    }

    fn size_limit(&mut self, source: &Place<'_>) {
        if let Some(limit) = source.field("sizeLimit")
            && Amount::at(limit.node()).is_some_and(|amount| amount < Amount::ZERO)
        {
            let message = format!("the size limit `{}` is negative", shown(limit.text()));
            self.refuse("out-of-range", &limit, message, "write an amount that is not negative");
        }
    }

    /// Judges the files that come from the keys of a ConfigMap or Secret.
    fn files_of(&mut self, source: &Place<'_>, name: &str) {
        self.wants(source, name);
        self.within(source, "defaultMode", MODES);
        let Some(items) = source.field("items") else { return };
        for item in items.items() {
            self.wants(&item, "key");
            self.file(&item);
        }
    }

    fn file(&mut self, item: &Place<'_>) {
        if self.wants(item, "path") {
            self.inner_path(item, "path");
        }
        self.within(item, "mode", MODES);
    }

    fn fields_as_files(&mut self, source: &Place<'_>) {
        self.within(source, "defaultMode", MODES);
        let Some(items) = source.field("items") else { return };
        for item in items.items() {
            self.file(&item);
            self.just_one(&item, &["fieldRef", "resourceFieldRef"], "a file has one source");
            if let Some(reference) = item.field("fieldRef") {
                self.file_field_reference(&reference);
            }
            if let Some(reference) = item.field("resourceFieldRef") {
                self.wants(&reference, "containerName");
                self.resource_reference(&reference);
            }
        }
    }

    fn projected(&mut self, projected: &Place<'_>) {
        const PROJECTED: [&str; 6] = [
            "clusterTrustBundle",
            "configMap",
            "downwardAPI",
            "podCertificate",
            "secret",
            "serviceAccountToken",
        ];
        self.within(projected, "defaultMode", MODES);
        let Some(sources) = projected.field("sources") else { return };
        for source in sources.items() {
            self.at_most_one(&source, &PROJECTED, "each entry of `sources` has one source");
            for (name, inner) in source.fields() {
                match name {
                    "configMap" | "secret" => self.files_of(&inner, "name"),
                    "downwardAPI" => self.fields_as_files(&inner),
                    "serviceAccountToken" => self.token(&inner),
                    _ => {}
                }
            }
        }
    }

    /// Judges a token that is written into a volume: it lives for ten minutes at least.
    fn token(&mut self, token: &Place<'_>) {
        self.within(token, "expirationSeconds", 600..=1 << 32);
        if self.wants(token, "path") {
            self.inner_path(token, "path");
        }
    }

    /// Judges where a container mounts volumes.
    pub(super) fn mounts(&mut self, mounts: &Place<'_>, container: &Place<'_>, pod: &Pod<'_>) {
        let mut paths = Table::new();
        for mount in mounts.items() {
            self.mounted_volume(&mount, pod);
            if self.wants(&mount, "mountPath") {
                self.own_path(&mut paths, &mount, "mountPath");
            }
            for name in ["subPath", "subPathExpr"] {
                self.relative_path(&mount, name);
            }
            self.at_most_one(&mount, &["subPath", "subPathExpr"], "a mount shows one part of a volume");
            self.propagation(&mount, container);
        }
    }

    fn mounted_volume(&mut self, mount: &Place<'_>, pod: &Pod<'_>) {
        if !self.wants(mount, "name") || !pod.is_known || pod.volumes.get(mount.string("name")).is_some() {
            return;
        }
        if let Some(name) = mount.field("name") {
            let message = format!("the pod has no volume `{}`", shown(name.text()));
            self.refuse(
                "unknown-reference",
                &name,
                message,
                "add it under `volumes` of the pod, or mend the name",
            );
        }
    }

    /// Notes a path, and holds that no other has it.
    fn own_path<'n>(&mut self, known: &mut Table<&'n str, Origin>, item: &Place<'n>, field: &str) {
        let path = item.string(field);
        if let Some(node) = item.node().get(field) {
            self.own_name(known, path, node.origin, item, field, "the path");
        }
    }

    fn propagation(&mut self, mount: &Place<'_>, container: &Place<'_>) {
        let privileged = container.field("securityContext").is_some_and(|context| context.flag("privileged"));
        if mount.string("mountPropagation") == "Bidirectional" && !privileged {
            self.must_not(mount, "mountPropagation", "`Bidirectional` is only for privileged containers");
        }
        if matches!(mount.string("recursiveReadOnly"), "Enabled" | "IfPossible") && !mount.flag("readOnly") {
            self.must_not(mount, "recursiveReadOnly", "is only for mounts with `readOnly: true`");
        }
    }

    /// Judges which block devices a container sees.
    pub(super) fn devices(&mut self, devices: &Place<'_>, container: &Place<'_>, pod: &Pod<'_>) {
        let mut paths = Table::new();
        let mut names = Table::new();
        let mounts = container.field("volumeMounts");
        for mount in mounts.iter().flat_map(|mounts| mounts.items()) {
            names.note(mount.string("name"), mount.node().origin);
        }
        for device in devices.items() {
            self.mounted_volume(&device, pod);
            if self.wants(&device, "devicePath") {
                self.own_path(&mut paths, &device, "devicePath");
                self.no_steps_back(&device, "devicePath");
            }
            let name = device.string("name");
            if let Some(node) = device.node().get("name") {
                self.own_name(&mut names, name, node.origin, &device, "name", "the volume");
            }
            let source = pod.volumes.get(name);
            let is_claim = |volume: &overlint_source::Node| {
                ["persistentVolumeClaim", "ephemeral", "spec"].iter().any(|claim| volume.get(claim).is_some())
            };
            if source.is_some_and(|volume| !is_claim(volume)) {
                let message = format!("the volume `{}` is no claim, and so no block device", shown(name));
                self.refuse_key("conflicting-fields", &device, message, "mount it under `volumeMounts`");
            }
        }
    }

    /// Holds that a path, where there is one, is relative and has no `..`.
    fn relative_path(&mut self, parent: &Place<'_>, name: &str) {
        if parent.string(name).starts_with('/') {
            self.refuse_path(parent, name, "must not begin with `/`");
        } else {
            self.no_steps_back(parent, name);
        }
    }

    /// Holds that a path lies within a volume, and is not one that the kubelet keeps to itself.
    fn inner_path(&mut self, parent: &Place<'_>, name: &str) {
        let path = parent.string(name);
        if path.starts_with("..") && !path.starts_with("../") {
            self.refuse_path(parent, name, "must not begin with `..`");
        } else {
            self.relative_path(parent, name);
        }
    }

    fn no_steps_back(&mut self, parent: &Place<'_>, name: &str) {
        if parent.string(name).split('/').any(|step| step == "..") {
            self.refuse_path(parent, name, "must not have `..` in it");
        }
    }

    fn refuse_path(&mut self, parent: &Place<'_>, name: &str, reason: &str) {
        if let Some(path) = parent.field(name) {
            let message = format!("the path `{}` {reason}", shown(path.text()));
            self.refuse("invalid-path", &path, message, "write another path");
        }
    }
}
