//! Which fields hold the name of which kind.
//!
//! Source: `api/internal/konfig/builtinpluginconsts/namereference.go` of kustomize 5.8.2, in the order in which
//! kustomize goes through it. Its entry for IngressClass has a malformed group: it finds no object, but what
//! stands in the field is looked at.

use overlint_source::Origin;
use smol_str::format_smolstr;

use super::NameReference;
use crate::field_spec::FieldSpec;
use crate::id::Gvk;

impl From<&Target> for NameReference {
    fn from(target: &Target) -> Self {
        let referrers = target.referrers.iter().flat_map(Referrer::fields).collect();
        Self { target: Gvk::fixed(target.group, target.version, target.kind), referrers }
    }
}

impl Referrer {
    fn fields(&self) -> impl Iterator<Item = FieldSpec> + '_ {
        self.paths.iter().map(|path| FieldSpec {
            gvk: Gvk::fixed(self.group, self.version, self.kind),
            path: format_smolstr!("{}{path}", self.root),
            create: false,
            origin: Origin::NOWHERE,
        })
    }
}

/// The kind that is referred to; an empty part is any.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    group: &'static str,
    version: &'static str,
    kind: &'static str,
    referrers: &'static [Referrer],
}

/// Fields of a kind that hold the name.
#[derive(Clone, Copy, Debug)]
struct Referrer {
    group: &'static str,
    version: &'static str,
    kind: &'static str,
    /// What stands before each path.
    root: &'static str,
    paths: &'static [&'static str],
}

const fn at(kind: &'static str, paths: &'static [&'static str]) -> Referrer {
    Referrer { group: "", version: "", kind, root: "", paths }
}

const fn grouped(group: &'static str, kind: &'static str, paths: &'static [&'static str]) -> Referrer {
    Referrer { group, ..at(kind, paths) }
}

const fn pods(kind: &'static str, root: &'static str, paths: &'static [&'static str]) -> Referrer {
    Referrer { root, ..at(kind, paths) }
}

const fn v1_pods(paths: &'static [&'static str]) -> Referrer {
    Referrer { version: "v1", ..pods("Pod", "spec/", paths) }
}

const TEMPLATE: &str = "spec/template/spec/";
const JOB_TEMPLATE: &str = "spec/jobTemplate/spec/template/spec/";
const RBAC: &str = "rbac.authorization.k8s.io";
const WEBHOOKS: &str = "admissionregistration.k8s.io";

const CONFIG_MAP: &[&str] = &[
    "volumes/configMap/name",
    "containers/env/valueFrom/configMapKeyRef/name",
    "initContainers/env/valueFrom/configMapKeyRef/name",
    "containers/envFrom/configMapRef/name",
    "initContainers/envFrom/configMapRef/name",
    "volumes/projected/sources/configMap/name",
];

const SECRET: &[&str] = &[
    "volumes/secret/secretName",
    "containers/env/valueFrom/secretKeyRef/name",
    "initContainers/env/valueFrom/secretKeyRef/name",
    "containers/envFrom/secretRef/name",
    "initContainers/envFrom/secretRef/name",
    "imagePullSecrets/name",
    "volumes/projected/sources/secret/name",
];

/// The workloads whose ServiceAccount, claims and priority class are followed.
const fn workloads(paths: &'static [&'static str]) -> [Referrer; 7] {
    [
        pods("Pod", "spec/", paths),
        pods("StatefulSet", TEMPLATE, paths),
        pods("Deployment", TEMPLATE, paths),
        pods("ReplicationController", TEMPLATE, paths),
        pods("CronJob", JOB_TEMPLATE, paths),
        pods("Job", TEMPLATE, paths),
        pods("DaemonSet", TEMPLATE, paths),
    ]
}

const ACCOUNTS: [Referrer; 7] = workloads(&["serviceAccountName"]);

const SCALED: &[Referrer] = &[at("HorizontalPodAutoscaler", &["spec/scaleTargetRef/name"])];

/// Every target with the fields that refer to it.
pub(super) static TARGETS: &[Target] = &[
    Target {
        group: "storage.k8s.io",
        version: "v1",
        kind: "StorageClass",
        referrers: &[
            at("PersistentVolume", &["spec/storageClassName"]),
            at("PersistentVolumeClaim", &["spec/storageClassName"]),
            at("StatefulSet", &["spec/volumeClaimTemplates/spec/storageClassName"]),
        ],
    },
    Target {
        group: "",
        version: "v1",
        kind: "ServiceAccount",
        referrers: &[
            grouped(RBAC, "RoleBinding", &["subjects"]),
            grouped(RBAC, "ClusterRoleBinding", &["subjects"]),
            ACCOUNTS[0],
            ACCOUNTS[1],
            ACCOUNTS[2],
            ACCOUNTS[3],
            ACCOUNTS[4],
            ACCOUNTS[5],
            ACCOUNTS[6],
        ],
    },
    Target {
        group: RBAC,
        version: "",
        kind: "Role",
        referrers: &[grouped(RBAC, "RoleBinding", &["roleRef/name"])],
    },
    Target {
        group: RBAC,
        version: "",
        kind: "ClusterRole",
        referrers: &[
            grouped(RBAC, "RoleBinding", &["roleRef/name"]),
            grouped(RBAC, "ClusterRoleBinding", &["roleRef/name"]),
        ],
    },
    Target {
        group: "",
        version: "v1",
        kind: "ConfigMap",
        referrers: &[
            v1_pods(CONFIG_MAP),
            pods("PodTemplate", "template/spec/", CONFIG_MAP),
            pods("Deployment", TEMPLATE, CONFIG_MAP),
            pods("ReplicaSet", TEMPLATE, CONFIG_MAP),
            pods("DaemonSet", TEMPLATE, CONFIG_MAP),
            pods("StatefulSet", TEMPLATE, CONFIG_MAP),
            pods("Job", TEMPLATE, CONFIG_MAP),
            pods("CronJob", JOB_TEMPLATE, CONFIG_MAP),
            at("Node", &["spec/configSource/configMap"]),
            at("Role", &["rules/resourceNames"]),
            at("ClusterRole", &["rules/resourceNames"]),
            at("Ingress", &[r"metadata/annotations/nginx.ingress.kubernetes.io\/fastcgi-params-configmap"]),
        ],
    },
    Target {
        group: "",
        version: "v1",
        kind: "Secret",
        referrers: &[
            v1_pods(SECRET),
            pods("PodTemplate", "template/spec/", SECRET),
            pods("Deployment", TEMPLATE, SECRET),
            pods("ReplicaSet", TEMPLATE, SECRET),
            pods("DaemonSet", TEMPLATE, SECRET),
            pods("StatefulSet", TEMPLATE, SECRET),
            pods("Job", TEMPLATE, SECRET),
            pods("CronJob", JOB_TEMPLATE, SECRET),
            at(
                "Ingress",
                &[
                    "spec/tls/secretName",
                    r"metadata/annotations/ingress.kubernetes.io\/auth-secret",
                    r"metadata/annotations/nginx.ingress.kubernetes.io\/auth-secret",
                    r"metadata/annotations/nginx.ingress.kubernetes.io\/auth-tls-secret",
                ],
            ),
            at("ServiceAccount", &["imagePullSecrets/name"]),
            at(
                "StorageClass",
                &[
                    "parameters/secretName",
                    "parameters/adminSecretName",
                    "parameters/userSecretName",
                    "parameters/secretRef",
                ],
            ),
            at("Role", &["rules/resourceNames"]),
            at("ClusterRole", &["rules/resourceNames"]),
            Referrer {
                version: "v1",
                ..grouped(
                    "serving.knative.dev",
                    "Service",
                    &["spec/template/spec/containers/env/valueFrom/secretKeyRef/name"],
                )
            },
            at("PersistentVolume", &["spec/azureFile/secretName"]),
        ],
    },
    Target {
        group: "",
        version: "v1",
        kind: "Service",
        referrers: &[
            grouped("apps", "StatefulSet", &["spec/serviceName"]),
            at(
                "Ingress",
                &[
                    "spec/rules/http/paths/backend/serviceName",
                    "spec/backend/serviceName",
                    "spec/rules/http/paths/backend/service/name",
                    "spec/defaultBackend/service/name",
                ],
            ),
            grouped("apiregistration.k8s.io", "APIService", &["spec/service/name"]),
            grouped(WEBHOOKS, "ValidatingWebhookConfiguration", &["webhooks/clientConfig/service"]),
            grouped(WEBHOOKS, "MutatingWebhookConfiguration", &["webhooks/clientConfig/service"]),
        ],
    },
    Target {
        group: "scheduling.k8s.io",
        version: "v1",
        kind: "PriorityClass",
        referrers: &workloads(&["priorityClassName"]),
    },
    Target {
        group: "networking.k8s.io/v1",
        version: "v1",
        kind: "IngressClass",
        referrers: &[at("Ingress", &["spec/ingressClassName"])],
    },
    Target {
        group: "",
        version: "v1",
        kind: "PersistentVolume",
        referrers: &[
            at("PersistentVolumeClaim", &["spec/volumeName"]),
            at("ClusterRole", &["rules/resourceNames"]),
        ],
    },
    Target {
        group: "",
        version: "v1",
        kind: "PersistentVolumeClaim",
        referrers: &workloads(&["volumes/persistentVolumeClaim/claimName"]),
    },
    Target { group: "", version: "", kind: "Deployment", referrers: SCALED },
    Target { group: "", version: "", kind: "StatefulSet", referrers: SCALED },
    Target {
        group: WEBHOOKS,
        version: "",
        kind: "ValidatingAdmissionPolicy",
        referrers: &[grouped(WEBHOOKS, "ValidatingAdmissionPolicyBinding", &["spec/policyName"])],
    },
    Target { group: "", version: "", kind: "ReplicaSet", referrers: SCALED },
    Target { group: "", version: "", kind: "ReplicationController", referrers: SCALED },
];
