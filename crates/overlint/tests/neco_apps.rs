//! The policy tests that a real repository, cybozu-go/neco-apps, has in Go, said with this library.
//!
//! Lines without blank ones and comments, in Go with the types that only that check uses (and without those of
//! `argocd.go`), here with the functions that only that check uses:
//!
//! | check | Go | here |
//! | --- | ---: | ---: |
//! | `NamespaceLabels` | 25 | 10 |
//! | `AppProjectNamespaces` | 69 | 16 |
//! | `ApplicationTargetRevision` | 79 | 25 |
//! | `CRDStatus` | 23 | 8 |
//! | `CertificateUsages` | 32 | 11 |
//! | `VictoriaMetricsCustomResources` | 289 | 53 |
//! | to find, build, read and run | 72 | 18 |
//! | together | 589 | 141 |
//!
//! The repository lies beside this one on the machines of its developers; where it does not, nothing is tested.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use overlint::prelude::*;
use overlint::source::FileTree as _;
use overlint::source::tree::{Directory, Memory};

/// A check, a mistake that it is there for, and where it shows.
struct Check {
    name: &'static str,
    run: fn(&Expect),
    file: &'static str,
    right: &'static str,
    wrong: &'static str,
    place: &'static str,
}

const CHECKS: [Check; 6] = [
    Check {
        name: "namespace_labels",
        run: namespace_labels,
        file: "team-management/base/sandbox/sandbox.yaml",
        right: "  labels:\n",
        wrong: "  labels:\n    team: x\n",
        place: "sandbox/sandbox.yaml:6:11",
    },
    Check {
        name: "app_project_namespaces",
        run: app_project_namespaces,
        file: "team-management/base/garoon/project.yaml",
        right: "  - namespace: sandbox\n    server: '*'\n",
        wrong: "",
        place: "project.yaml:9:3",
    },
    Check {
        name: "application_target_revision",
        run: application_target_revision,
        file: "argocd-config/overlays/stage0/rook.yaml",
        right: "Revision: stage",
        wrong: "Revision: main",
        place: "stage0/rook.yaml:8:21",
    },
    Check {
        name: "crd_status",
        run: crd_status,
        file: "moco/base/crd.yaml",
        right: "status: null",
        wrong: "status: {}",
        place: "moco.cybozu.com_mysqlclusters.yaml:4244:1",
    },
    Check {
        name: "certificate_usages",
        run: certificate_usages,
        file: "neco-admission/base/certificates.yaml",
        right: "    - server auth\n",
        wrong: "",
        place: "neco-admission/base/certificates.yaml:54:3",
    },
    Check {
        name: "victoria_metrics_custom_resources",
        run: victoria_metrics_custom_resources,
        file: "monitoring/base/victoriametrics/rules/rook-scrape.yaml",
        right: "replacement: rook",
        wrong: "replacement: a/b",
        place: "rules/rook-scrape.yaml:15:5",
    },
];

fn namespace_labels(expect: &Expect) {
    for overlay in expect.overlays("**") {
        for namespace in overlay.kind("Namespace") {
            let team = namespace.label("team");
            let has_team = team.as_str().is_some_and(|team| !team.is_empty());
            let wanted = namespace.name() != "sandbox";
            expect.that(has_team == wanted, &team, "every namespace has a team, and only `sandbox` has none");
        }
    }
}

fn app_project_namespaces(expect: &Expect) {
    const PRIVILEGED: [&str; 3] = ["default", "tenant-app-of-apps", "tenant-apps"];
    let overlay = expect.repository().overlay("team-management/base");
    let namespaces = overlay.kind("Namespace");
    for project in overlay.kind("AppProject").into_iter().filter(|p| !PRIVILEGED.contains(&p.name())) {
        let team = project.name();
        let is_of_team = |namespace: &&Object<'_>| {
            let owner = namespace.label("team").text();
            owner == Some(team) || owner.is_none() || team == "maneki"
        };
        let destinations = project.at("/spec/destinations");
        let actual = destinations.items().into_iter().map(|destination| destination.get("namespace"));
        let expected = namespaces.iter().filter(is_of_team);
        expect.same_set(&format!("the destinations of `{team}`"), &destinations, expected, actual);
    }
}

fn application_target_revision(expect: &Expect) {
    let of_tenants = BTreeMap::from([
        (("ept-apps", "stage0"), "main"),
        (("garoon-apps", "stage0"), "main"),
        (("maneki-apps", "osaka0"), "release"),
        (("maneki-apps", "stage0"), "stage"),
        (("maneki-apps", "tokyo0"), "release"),
        (("tenant-apps", "osaka0"), "release"),
        (("tenant-apps", "stage0"), "main"),
        (("tenant-apps", "tokyo0"), "release"),
    ]);
    for overlay in expect.overlays("argocd-config/overlays/*") {
        let usual = if overlay.name() == "stage0" { "stage" } else { "release" };
        for app in overlay.kind("Application") {
            let is_tenant = app.label("is-tenant").as_str() == Some("true");
            let own = of_tenants.get(&(app.name(), overlay.name())).copied();
            let wanted = if is_tenant { own } else { Some(usual) };
            if expect.that(wanted.is_some(), &app, "no revision is listed for this application").holds()
                && app.name() != "prometheus-adapter"
            {
                expect.equal(&app.at("/spec/source/targetRevision"), wanted.unwrap_or_default());
            }
        }
    }
}

fn crd_status(expect: &Expect) {
    for overlay in expect.overlays("**") {
        for definition in overlay.kind("CustomResourceDefinition") {
            let status = definition.at("/status");
            expect.that(status.is_none(), &status, "`status` keeps Argo CD out of sync").help("remove it");
        }
    }
}

fn certificate_usages(expect: &Expect) {
    for overlay in expect.overlays("**") {
        for certificate in overlay.kind("Certificate") {
            let usages = match certificate.at("/spec/isCA").as_bool() {
                Some(true) => vec!["digital signature", "key encipherment", "cert sign"],
                _ => vec!["digital signature", "key encipherment", "server auth", "client auth"],
            };
            expect.equal(&certificate.at("/spec/usages"), usages);
        }
    }
}

const BASE: &str = "monitoring/base/victoriametrics";
const KINDS: [&str; 5] = ["VMServiceScrape", "VMPodScrape", "VMNodeScrape", "VMProbe", "VMRule"];

fn victoria_metrics_custom_resources(expect: &Expect) {
    let (files, built) =
        (expect.repository().files(&format!("{BASE}/rules/**")), expect.repository().overlay(BASE));
    for kind in KINDS {
        expect.same_set(&format!("the build: {kind}"), &built, files.kind(kind), built.kind(kind));
    }
    for endpoint in endpoints(&files) {
        let sets_job = endpoint.get("relabelConfigs").items().iter().any(|config| {
            let replacement = config.get("replacement").as_str().unwrap_or_default();
            config.get("action").is_none()
                && config.get("targetLabel").as_str() == Some("job")
                && !replacement.is_empty()
                && !replacement.contains('/')
        });
        expect.that(sets_job, &endpoint, "no relabeling sets the label `job`");
    }
    smallset_selects(expect, &built);
}

fn endpoints<'a>(files: &'a Overlay) -> Vec<Field<'a>> {
    let of = |kind: &str, list: &str| -> Vec<Field<'a>> {
        files.kind(kind).into_iter().flat_map(|scrape| scrape.at("/spec").get(list).items()).collect()
    };
    let nodes = files.kind("VMNodeScrape").into_iter().map(|scrape| scrape.at("/spec"));
    [of("VMServiceScrape", "endpoints"), of("VMPodScrape", "podMetricsEndpoints")]
        .into_iter()
        .flatten()
        .chain(nodes)
        .collect()
}

fn smallset_selects(expect: &Expect, built: &Overlay) {
    let services = "kube-state-metrics kubernetes rook vmagent-largeset vmagent-smallset vmalert-largeset \
                    vmalert-smallset vmalertmanager-largeset vmalertmanager-smallset vminsert-largeset \
                    vmselect-largeset vmsingle-smallset vmstorage-largeset";
    let selections = [
        ("VMAgent", "serviceScrape", "VMServiceScrape", services),
        ("VMAgent", "podScrape", "VMPodScrape", "topolvm victoriametrics-operator"),
        ("VMAgent", "nodeScrape", "VMNodeScrape", "kubernetes-cadvisor kubernetes-nodes"),
        ("VMAgent", "probe", "VMProbe", ""),
        ("VMAlert", "rule", "VMRule", "monitoring rook"),
    ];
    for (kind, prefix, selected, wanted) in selections {
        let name = format!("{}-smallset", kind.to_lowercase());
        let Some(owner) = expect.find(built, kind, &name) else { continue };
        let namespaces = owner.at("/spec").get(&format!("{prefix}NamespaceSelector"));
        expect.that(namespaces.is_none(), &namespaces, "it selects in its own namespace alone");
        let field = owner.at("/spec").get(&format!("{prefix}Selector"));
        let selector = LabelSelector::of(&field).expect("a selector of labels");
        let actual = built.kind(selected).matching(&selector);
        expect.same_set(&format!("what `{name}` selects"), &field, wanted.split_whitespace(), actual);
    }
}

/// What others wrote, and what lacks files in the copy.
const CONFIGURATION: &str = "overlays: {exclude: ['**/upstream', '**/upstream/**', argocd-ingress/overlays/gcp, \
                             developer-apps/base, logging/base, metallb/overlays/*, monitoring/overlays/*, \
                             network-policy/base, sandbox/base, topolvm/base]}";

/// The copy of the repository; nothing, and a note, where it is not there.
#[expect(clippy::print_stdout, reason = "a test that tests nothing says so")]
fn root() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/neco-apps/tree");
    if !root.is_dir() {
        println!("note: `{}` is not there, so nothing is tested", root.display());
        return None;
    }
    Some(root)
}

#[test]
fn the_repository_passes() {
    let Some(root) = root() else { return };
    let repository = Repository::options().configuration(CONFIGURATION).open_root(root).expect("it opens");
    for check in CHECKS {
        repository.verify(check.name, check.run).expect("it passes");
    }
}

#[test]
fn each_check_finds_the_mistake_that_it_is_there_for() {
    let Some(root) = root() else { return };
    let tree = Directory::open(&root).expect("it opens");
    let files = tree.files("").expect("they can be listed");
    let whole: Memory = files.iter().map(|file| (file.as_str(), tree.read(file).expect(file))).collect();
    for Check { name, run, file, right, wrong, place } in CHECKS {
        let text = String::from_utf8(whole.read(file).expect(file)).expect(file);
        assert!(text.contains(right), "{file}");
        let mut planted = whole.clone();
        planted.insert(file, text.replacen(right, wrong, 1));
        let repository = Repository::options().configuration(CONFIGURATION).read(planted).expect("it opens");
        let report = repository.verify(name, run).expect_err(name).to_string();
        assert!(report.contains(place) && report.ends_with("1 failure"), "{report}");
    }
}
