//! What objects of an overlay make, so that what refers to it leads somewhere.

use overlint_source::{Entry, Node};

use crate::view::namespaces_meet;
use crate::view::{Object, Overlay};

/// That objects of a kind make an object of another.
struct Product {
    group: &'static str,
    kind: &'static str,
    makes: &'static str,
    /// Where the name is said, a list on the way standing for each of its items; where nothing is there, and for the
    /// empty path, it is the maker's own.
    name: &'static [&'static str],
}

const fn product(
    group: &'static str,
    kind: &'static str,
    makes: &'static str,
    name: &'static [&'static str],
) -> Product {
    Product { group, kind, makes, name }
}

/// The usual makers, from the documentation of each. What is made under a name that begins with the maker's own needs
/// no line here, see [`may_be_made`].
const PRODUCTS: &[Product] = &[
    product("bitnami.com", "SealedSecret", "Secret", &["spec", "template", "metadata", "name"]),
    product("cert-manager.io", "Certificate", "Secret", &["spec", "secretName"]),
    product("external-secrets.io", "ExternalSecret", "Secret", &["spec", "target", "name"]),
    product("external-secrets.io", "ClusterExternalSecret", "Secret", &["spec", "externalSecretName"]),
    product("infisical.com", "InfisicalSecret", "Secret", &["spec", "managedSecretReference", "secretName"]),
    product("isindir.github.com", "SopsSecret", "Secret", &["spec", "secretTemplates", "name"]),
    product("k8s.bitwarden.com", "BitwardenSecret", "Secret", &["spec", "secretName"]),
    product("kafka.strimzi.io", "KafkaUser", "Secret", &[]),
    product("kubernetes-client.io", "ExternalSecret", "Secret", &[]),
    product(
        "mongodbcommunity.mongodb.com",
        "MongoDBCommunity",
        "Secret",
        &["spec", "users", "scramCredentialsSecretName"],
    ),
    product("objectbucket.io", "ObjectBucketClaim", "ConfigMap", &[]),
    product("objectbucket.io", "ObjectBucketClaim", "Secret", &[]),
    product("onepassword.com", "OnePasswordItem", "Secret", &[]),
    product("ricoberger.de", "VaultSecret", "Secret", &[]),
    product("secretgen.carvel.dev", "SecretImport", "Secret", &[]),
    product("secretgen.k14s.io", "Certificate", "Secret", &[]),
    product("secretgen.k14s.io", "Password", "Secret", &[]),
    product("secretgenerator.mittwald.de", "BasicAuth", "Secret", &[]),
    product("secretgenerator.mittwald.de", "SSHKeyPair", "Secret", &[]),
    product("secretgenerator.mittwald.de", "StringSecret", "Secret", &[]),
    product("secrets.doppler.com", "DopplerSecret", "Secret", &["spec", "managedSecret", "name"]),
    product("secrets.hashicorp.com", "VaultDynamicSecret", "Secret", &["spec", "destination", "name"]),
    product("secrets.hashicorp.com", "VaultPKISecret", "Secret", &["spec", "destination", "name"]),
    product("secrets.hashicorp.com", "VaultStaticSecret", "Secret", &["spec", "destination", "name"]),
    product(
        "secrets.infisical.com",
        "InfisicalSecret",
        "Secret",
        &["spec", "managedSecretReference", "secretName"],
    ),
    product(
        "secrets-store.csi.x-k8s.io",
        "SecretProviderClass",
        "Secret",
        &["spec", "secretObjects", "secretName"],
    ),
    product("serving.knative.dev", "Service", "Service", &[]),
    product("spv.no", "AzureKeyVaultSecret", "Secret", &["spec", "output", "secret", "name"]),
    product("trust.cert-manager.io", "Bundle", "ConfigMap", &[]),
    product("trust.cert-manager.io", "Bundle", "Secret", &[]),
];

/// Annotations by which an object has a Secret made: that of the certificates that `OpenShift` gives
/// Services.
const SERVING_CERTIFICATES: [&str; 2] = [
    "service.beta.openshift.io/serving-cert-secret-name",
    "service.alpha.openshift.io/serving-cert-secret-name",
];

/// Groups whose objects refer to others and make none, but for [`RUNNING`].
const REFERRING: &[&str] = &[
    "apps.openshift.io",
    "argoproj.io",
    "authorization.openshift.io",
    "autoscaling.k8s.io",
    "build.openshift.io",
    "cilium.io",
    "crd.projectcalico.org",
    "gateway.networking.k8s.io",
    "image.openshift.io",
    "keda.sh",
    "kustomize.toolkit.fluxcd.io",
    "monitoring.coreos.com",
    "networking.istio.io",
    "projectcalico.org",
    "projectcontour.io",
    "route.openshift.io",
    "security.istio.io",
    "security.openshift.io",
    "traefik.io",
];

/// The kinds of these groups that an operator runs pods for.
const RUNNING: &[&str] =
    &["Alertmanager", "ArgoCD", "Gateway", "Prometheus", "PrometheusAgent", "ThanosRuler"];

/// Tells every name under which the objects of an overlay make objects of a kind.
pub(super) fn each_name<'a>(overlay: &Overlay<'a>, kind: &str, tell: &mut dyn FnMut(Object<'a>, &'a str)) {
    for object in overlay.objects() {
        let fits = |product: &&Product| {
            product.kind == object.kind && product.makes == kind && product.group == object.group()
        };
        for product in PRODUCTS.iter().filter(fits) {
            let mut is_said = false;
            names_at(object.node, product.name, &mut |name| {
                is_said = true;
                tell(*object, name);
            });
            if !is_said {
                tell(*object, object.name);
            }
        }
        if kind == "Secret" && object.kind == "Service" {
            let said = SERVING_CERTIFICATES.iter().filter_map(|key| object.annotation(key)?.text());
            said.for_each(|name| tell(*object, name));
        }
    }
}

fn names_at<'a>(node: &'a Node, path: &[&str], tell: &mut dyn FnMut(&'a str)) {
    match path.split_first() {
        None => node.text().filter(|_| !node.is_null()).into_iter().for_each(tell),
        Some((key, rest)) if node.as_sequence().is_none() => {
            node.get(key).into_iter().for_each(|child| names_at(child, rest, tell));
        }
        Some(_) => node.items().iter().for_each(|item| names_at(item, path, tell)),
    }
}

/// Whether something in the overlay may make an object of that name that no table tells of: a custom resource of that
/// name or one that it begins with, or one that mentions it; or, for what programs make at run time, a container that gets
/// it as an argument.
pub(super) fn may_be_made(overlay: &Overlay<'_>, kind: &str, namespace: &str, name: &str) -> bool {
    let is_its_own =
        |object: &Object<'_>| namespaces_meet(object.namespace, namespace) && begins_with(name, object.name);
    let mut custom = overlay.objects().iter().filter(|object| is_maker(**object));
    custom.any(|object| is_its_own(object) || mentions(object.node, name))
        || (["ConfigMap", "Secret", "Service"].contains(&kind) && is_argument(overlay, name))
}

/// Whether a container gets a name as an argument. The program that it runs, and the path of a file, are none.
fn is_argument(overlay: &Overlay<'_>, name: &str) -> bool {
    overlay.workloads().flat_map(|workload| workload.containers()).any(|container| {
        let list = |field| container.node.get(field).map_or(&[][..], Node::items).iter();
        let arguments = list("args").chain(list("command").skip(1)).filter_map(Node::text);
        arguments.filter(|text| !text.starts_with('/')).any(|text| says(text, name))
    })
}

/// Whether a name is one of an object's own: that of the object, or that with more behind it.
fn begins_with(name: &str, own: &str) -> bool {
    let rest = name.strip_prefix(own).filter(|_| !own.is_empty());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']))
}

impl Overlay<'_> {
    /// Whether an operator may make the pods or Services with these labels: a value of one is the name of a custom resource
    /// of the overlay, or begins with it.
    pub fn may_operate(&self, namespace: &str, labels: &[Entry]) -> bool {
        let mut operated = self
            .objects()
            .iter()
            .filter(|object| is_operated(**object) && namespaces_meet(object.namespace, namespace));
        operated.any(|object| {
            let names_it =
                |label: &Entry| label.value.text().is_some_and(|value| begins_with(value, object.name));
            labels.iter().any(names_it)
        })
    }
}

/// A custom resource that may stand for pods: one that is known to make a Secret or a `ConfigMap` does not.
fn is_operated(object: Object<'_>) -> bool {
    let makes_values = |product: &Product| {
        product.kind == object.kind && product.group == object.group() && product.makes != "Service"
    };
    is_maker(object) && !PRODUCTS.iter().any(makes_values)
}

/// A custom resource of a group that is not known to make nothing. Those of Kubernetes have no dot in their group, or end
/// in `.k8s.io`.
fn is_maker(object: Object<'_>) -> bool {
    let group = object.group();
    let refers = REFERRING.contains(&group) && !RUNNING.contains(&object.kind);
    group.contains('.') && !refers && !is_builtin(group)
}

fn is_builtin(group: &str) -> bool {
    const BUILTIN: [&str; 10] = [
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "networking.k8s.io",
        "rbac.authorization.k8s.io",
        "scheduling.k8s.io",
        "snapshot.storage.k8s.io",
        "storage.k8s.io",
    ];
    BUILTIN.contains(&group)
}

/// Whether a text is a value anywhere in a tree.
fn mentions(node: &Node, name: &str) -> bool {
    node.text() == Some(name)
        || node.items().iter().any(|item| mentions(item, name))
        || node.entries().iter().any(|entry| mentions(&entry.value, name))
}

/// Whether a text has a name in it as a word of its own.
fn says(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let behind = text[at + name.len()..].chars().next();
        !before.is_some_and(is_part) && !behind.is_some_and(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_an_argument_is_a_word_of_its_own() {
        assert!(says("--secret-name=web-tls", "web-tls"));
        assert!(says("default/web-tls", "web-tls"));
        assert!(!says("--secret-name=web-tls-2", "web-tls"));
    }

    #[test]
    fn makers_are_sorted_and_unlike() {
        let keys: Vec<_> =
            PRODUCTS.iter().map(|product| (product.group, product.kind, product.makes)).collect();
        assert!(keys.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
