//! The search for references that lead nowhere. It goes through an overlay once, and keeps only what it finds.

use overlint_source::Node;

use super::near::nearest;
use super::produced::{each_name, may_be_made};
use super::{Referrer, Unresolved};
use crate::place::Place;
use crate::view::namespaces_meet;
use crate::view::{Container, Object, Overlay, Workload, WorkloadKind};

/// The references of an overlay that lead nowhere.
pub(in crate::view) fn unresolved(overlay: &Overlay<'_>) -> Vec<Unresolved> {
    let mut found = Vec::new();
    for (index, from) in overlay.objects().iter().enumerate() {
        Search { overlay, from: *from, index, found: &mut found }.object();
    }
    found
}

struct Search<'s, 'a> {
    overlay: &'s Overlay<'a>,
    from: Object<'a>,
    index: usize,
    found: &'s mut Vec<Unresolved>,
}

impl<'a> Search<'_, 'a> {
    fn object(&mut self) {
        if let Some(workload) = Workload::new(self.from) {
            self.pod(&workload);
        }
        match (self.from.group(), self.from.kind) {
            ("networking.k8s.io", "Ingress") => self.ingress(),
            ("autoscaling", "HorizontalPodAutoscaler") | ("keda.sh", "ScaledObject") => self.scaler(),
            ("rbac.authorization.k8s.io", "RoleBinding" | "ClusterRoleBinding") => self.binding(),
            _ => {}
        }
    }

    fn pod(&mut self, workload: &Workload<'a>) {
        self.volumes(workload);
        for container in workload.containers() {
            self.environment(&container);
        }
        let pointer = workload.pod_pointer();
        for (index, secret) in items(workload.pod, "imagePullSecrets") {
            self.named(Referrer::PullSecret, "Secret", secret, || {
                format!("{pointer}/imagePullSecrets/{index}")
            });
        }
        let account =
            ["serviceAccountName", "serviceAccount"].into_iter().find(|key| workload.pod.get(key).is_some());
        let account = account.and_then(|key| Some((key, workload.pod.get(key)?)));
        if let Some((key, name)) = account.filter(|(_, name)| name.text() != Some("default")) {
            self.refer(Referrer::ServiceAccount, "ServiceAccount", name, || format!("{pointer}/{key}"));
        }
        if workload.kind == WorkloadKind::StatefulSet
            && let Some(name) = self.from.node.at(&["spec", "serviceName"])
        {
            self.refer(Referrer::GoverningService, "Service", name, || "/spec/serviceName".to_owned());
        }
    }

    fn volumes(&mut self, workload: &Workload<'a>) {
        for (index, volume) in items(workload.pod, "volumes") {
            let pointer = || format!("{}/volumes/{index}", workload.pod_pointer());
            self.volume(volume, &pointer);
            for (part, source) in volume.get("projected").into_iter().flat_map(|all| items(all, "sources")) {
                self.projected(source, &|| format!("{}/projected/sources/{part}", pointer()));
            }
        }
    }

    fn volume(&mut self, volume: &'a Node, pointer: &dyn Fn() -> String) {
        for (field, kind, key) in [
            ("configMap", "ConfigMap", "name"),
            ("secret", "Secret", "secretName"),
            ("persistentVolumeClaim", "PersistentVolumeClaim", "claimName"),
        ] {
            if let Some(name) =
                volume.get(field).filter(|source| !is_optional(source)).and_then(|source| source.get(key))
            {
                self.refer(Referrer::Volume, kind, name, || format!("{}/{field}/{key}", pointer()));
            }
        }
    }

    fn projected(&mut self, source: &'a Node, pointer: &dyn Fn() -> String) {
        for (field, kind) in [("configMap", "ConfigMap"), ("secret", "Secret")] {
            if let Some(reference) = source.get(field) {
                self.named(Referrer::Volume, kind, reference, || format!("{}/{field}", pointer()));
            }
        }
    }

    fn environment(&mut self, container: &Container<'a>) {
        for (index, source) in container.env_from().iter().enumerate() {
            for (field, kind) in [("configMapRef", "ConfigMap"), ("secretRef", "Secret")] {
                if let Some(reference) = source.get(field) {
                    let pointer = || format!("{}/{field}", container.item_pointer("envFrom", index));
                    self.named(Referrer::Environment, kind, reference, pointer);
                }
            }
        }
        for (index, variable) in container.env().iter().enumerate() {
            let Some(from) = variable.get("valueFrom") else { continue };
            for (field, kind) in [("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")] {
                if let Some(reference) = from.get(field) {
                    let pointer = || format!("{}/valueFrom/{field}", container.item_pointer("env", index));
                    self.named(Referrer::Environment, kind, reference, pointer);
                }
            }
        }
    }

    fn ingress(&mut self) {
        let Some(spec) = self.from.node.get("spec") else { return };
        self.backend(spec.get("defaultBackend"), &|| "/spec/defaultBackend".to_owned());
        for (number, rule) in items(spec, "rules") {
            for (index, path) in rule.get("http").into_iter().flat_map(|http| items(http, "paths")) {
                let pointer = || format!("/spec/rules/{number}/http/paths/{index}/backend");
                self.backend(path.get("backend"), &pointer);
            }
        }
        if is_certified(self.from) {
            return;
        }
        for (index, tls) in items(spec, "tls") {
            if let Some(name) = tls.get("secretName") {
                self.refer(Referrer::Certificate, "Secret", name, || format!("/spec/tls/{index}/secretName"));
            }
        }
    }

    fn backend(&mut self, backend: Option<&'a Node>, pointer: &dyn Fn() -> String) {
        // `use-annotation` as a port says that the service is an action of AWS' controller and no object.
        let Some(service) = backend.and_then(|backend| backend.get("service")) else { return };
        let is_action = service.at(&["port", "name"]).and_then(Node::text) == Some("use-annotation");
        if let Some(name) = service.get("name").filter(|_| !is_action) {
            self.refer(Referrer::Backend, "Service", name, || format!("{}/service/name", pointer()));
        }
    }

    fn scaler(&mut self) {
        let Some(target) = self.from.node.at(&["spec", "scaleTargetRef"]) else { return };
        let kind = target.get("kind").and_then(Node::text).unwrap_or("Deployment");
        if let Some(name) = target.get("name") {
            self.refer(Referrer::ScaleTarget, kind, name, || "/spec/scaleTargetRef/name".to_owned());
        }
    }

    fn binding(&mut self) {
        let Some(role) = self.from.node.get("roleRef") else { return };
        let kind = role.get("kind").and_then(Node::text).unwrap_or_default();
        if let Some(name) = role.get("name") {
            self.refer(Referrer::Role, kind, name, || "/roleRef/name".to_owned());
        }
    }

    /// A reference as a map with a `name`, and perhaps `optional`.
    fn named(&mut self, by: Referrer, kind: &'a str, reference: &'a Node, pointer: impl FnOnce() -> String) {
        if let Some(name) = reference.get("name").filter(|_| !is_optional(reference)) {
            self.refer(by, kind, name, || format!("{}/name", pointer()));
        }
    }

    fn refer(&mut self, by: Referrer, kind: &'a str, node: &'a Node, pointer: impl FnOnce() -> String) {
        let Some(name) = node.text().filter(|name| !name.is_empty() && !node.is_null()) else { return };
        let namespace = if kind == "ClusterRole" { "" } else { self.from.namespace };
        if self.overlay.has(kind, namespace, name) || self.exists_elsewhere(kind, namespace, name) {
            return;
        }
        let near = self.near(kind, namespace, name);
        if near.is_none() && may_be_made(self.overlay, kind, namespace, name) {
            return;
        }
        let (kind, name, place) = (kind.to_owned(), name.to_owned(), Place::of(node, pointer()));
        self.found.push(Unresolved { by, kind, name, near, place, from: self.index });
    }

    fn exists_elsewhere(&self, kind: &str, namespace: &str, name: &str) -> bool {
        let mut is_made = false;
        each_name(self.overlay, kind, &mut |maker, made| {
            is_made |= made == name && namespaces_meet(maker.namespace, namespace);
        });
        is_made || is_of_the_cluster(kind, name) || self.overlay.known().has(kind, namespace, name)
    }

    fn near(&self, kind: &str, namespace: &str, name: &str) -> Option<String> {
        let objects =
            self.overlay.of_kind(kind).filter(|object| namespaces_meet(object.namespace, namespace));
        let mut names: Vec<&str> = objects.map(|object| object.name).collect();
        each_name(self.overlay, kind, &mut |maker, made| {
            if namespaces_meet(maker.namespace, namespace) {
                names.push(made);
            }
        });
        nearest(name, names.into_iter(), kind == "ConfigMap").map(str::to_owned)
    }
}

fn items<'a>(node: &'a Node, list: &str) -> impl Iterator<Item = (usize, &'a Node)> + use<'a> {
    node.get(list).map_or(&[][..], Node::items).iter().enumerate()
}

/// Whether a pod starts without what it refers to.
fn is_optional(reference: &Node) -> bool {
    reference.get("optional").and_then(Node::as_bool) == Some(true)
}

/// Whether cert-manager makes the Secrets of an Ingress, or another controller that acts on such an annotation.
/// <https://cert-manager.io/docs/usage/ingress/>
fn is_certified(ingress: Object<'_>) -> bool {
    let annotations = ingress.node.at(&["metadata", "annotations"]).map_or(&[][..], Node::entries);
    annotations.iter().any(|entry| {
        let key = entry.key.text();
        ["cert-manager.io/", "certmanager.k8s.io/"].iter().any(|start| key.starts_with(start))
            || key == "kubernetes.io/tls-acme"
    })
}

/// Whether every cluster has the object.
/// <https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings>
fn is_of_the_cluster(kind: &str, name: &str) -> bool {
    match kind {
        "ClusterRole" | "Role" => {
            name.starts_with("system:")
                || ["admin", "cluster-admin", "edit", "extension-apiserver-authentication-reader", "view"]
                    .contains(&name)
        }
        // The last one is made in every namespace by Istio.
        "ConfigMap" => ["kube-root-ca.crt", "openshift-service-ca.crt", "istio-ca-root-cert"].contains(&name),
        "Secret" => ["-token-", "-dockercfg-"].iter().any(|infix| name.contains(infix)),
        "Service" => name == "kubernetes",
        "ServiceAccount" => name == "default",
        _ => false,
    }
}
