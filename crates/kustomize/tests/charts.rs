//! Helm charts with a Helm that answers what the tests want, and remembers what it was asked.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use overlint_kustomize::{Builder, ChartFile, Fault, Helm, HelmError, HelmOptions, HelmPull, HelmTemplate};
use overlint_source::Sources;
use overlint_source::tree::Memory;

const CHART: &[(&str, &str)] =
    &[("base/charts/web/Chart.yaml", "name: web\n"), ("base/charts/web/values.yaml", "replicas: 1\n")];

/// Prints a ConfigMap that is called `made-N` in the N-th call.
#[derive(Default)]
struct Fake {
    output: Option<&'static str>,
    calls: Mutex<Vec<HelmTemplate>>,
    pulls: Mutex<Vec<HelmPull>>,
}

impl Helm for Fake {
    fn template(&self, call: &HelmTemplate) -> Result<Vec<u8>, HelmError> {
        let mut calls = self.calls.lock().unwrap();
        calls.push(call.clone());
        let made = format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: made-{}\n", calls.len());
        Ok(self.output.map_or(made, str::to_owned).into_bytes())
    }

    fn pull(&self, call: &HelmPull) -> Result<Vec<ChartFile>, HelmError> {
        self.pulls.lock().unwrap().push(call.clone());
        Ok(vec![ChartFile { path: "values.yaml".to_owned(), bytes: b"pulled: true\n".to_vec() }])
    }
}

impl Fake {
    fn build(
        &self,
        directory: &str,
        files: &[(&str, &str)],
        options: &HelmOptions,
    ) -> Result<String, String> {
        let tree: Memory = CHART.iter().chain(files).map(|(path, text)| (*path, text.as_bytes())).collect();
        let sources = Sources::default();
        let built = Builder::new(&tree, &sources).helm(self, options).build(directory);
        built.map(|built| built.print()).map_err(|faults| {
            let fault = &faults[0];
            let origin = fault.origin();
            format!("{} {}:{}", fault.fault().rule(), sources.path(origin.source), origin.line)
        })
    }

    /// What the calls were: their arguments in one line, and the first values.
    fn asked(&self) -> Vec<(String, String)> {
        self.calls.lock().unwrap().iter().map(shown).collect()
    }
}

fn shown(call: &HelmTemplate) -> (String, String) {
    let values: Vec<PathBuf> = (0..call.values.len()).map(|index| format!("v{index}").into()).collect();
    let words = call.arguments(Path::new("CHART"), &values);
    (line(&words), String::from_utf8(call.values[0].clone()).unwrap())
}

fn line(words: &[OsString]) -> String {
    words.iter().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ")
}

/// The arguments and values of the one chart that an entry asks for.
fn call(entry: &str, options: &HelmOptions) -> (String, String) {
    let fake = Fake::default();
    let file = format!("helmCharts:\n- {entry}\n");
    fake.build("base", &[("base/kustomization.yaml", &file), ("base/more.yaml", "a: b\n")], options).unwrap();
    fake.asked().remove(0)
}

#[test]
fn every_option_has_its_place_among_the_arguments() {
    let entry = "{name: web, releaseName: shop, namespace: ns, nameTemplate: t, additionalValuesFiles: [more.yaml], \
                 apiVersions: [a/v1, b/v2], kubeVersion: 1.30.0, includeCRDs: true, skipTests: true, skipHooks: true, \
                 debug: true, devel: true}";
    let (arguments, values) = call(entry, &HelmOptions::default());
    assert_eq!(
        arguments,
        "template shop CHART --namespace ns --name-template t -f v0 -f v1 --api-versions a/v1 --api-versions b/v2 \
         --kube-version 1.30.0 --include-crds --skip-tests --no-hooks --debug --devel"
    );
    assert_eq!(values, "replicas: 1\n");
}

#[test]
fn options_hold_where_a_chart_says_nothing() {
    let options = HelmOptions {
        api_versions: vec!["x/v1".to_owned()],
        kube_version: Some("1.31".to_owned()),
        debug: true,
        ..HelmOptions::default()
    };
    let all = "template --generate-name CHART -f v0 --api-versions x/v1 --kube-version 1.31 --debug";
    assert_eq!(call("{name: web}", &options).0, all);
    let own = call("{name: web, apiVersions: [own/v1], kubeVersion: '1.20'}", &options).0;
    assert_eq!(own, "template --generate-name CHART -f v0 --api-versions own/v1 --kube-version 1.20 --debug");
}

/// What kustomize hands to Helm where these values stand in the kustomization, and those in the file.
fn merged(mode: &str, inline: &str, file: &str) -> Result<String, String> {
    let fake = Fake::default();
    let kustomization = format!(
        "helmCharts:\n- name: web\n  valuesFile: v.yaml\n  valuesMerge: {mode}\n  valuesInline: {inline}\n"
    );
    fake.build(
        "base",
        &[("base/kustomization.yaml", &kustomization), ("base/v.yaml", file)],
        &HelmOptions::default(),
    )?;
    Ok(fake.asked().remove(0).1)
}

#[test]
fn values_are_merged_as_asked() {
    let (inline, file) = ("{a: 1, m: {x: 1}, l: [1]}", "a: 2\nb: 2\nm: {x: 2, y: 2}\nl: [2, 3]\n");
    let result = |mode| merged(mode, inline, file).unwrap();
    assert_eq!(result("override"), "a: 1\nb: 2\nl:\n- 1\nm:\n  x: 1\n  \"y\": 2\n");
    assert_eq!(result("merge"), "a: 2\nb: 2\nl:\n- 2\n- 3\nm:\n  x: 2\n  \"y\": 2\n");
    assert_eq!(result("replace"), "a: 1\nl:\n- 1\nm:\n  x: 1\n");
    assert_eq!(merged("Merge", inline, file).unwrap_err(), "invalid-chart base/kustomization.yaml:4");
}

#[test]
fn types_survive_quotes_and_numbers_are_floats() {
    let inline = "{a: 3, b: 9007199254740993, c: yes, d: 2020-01-01, e: 1.0}";
    let file = "a: \"x\"\nf: 9007199254740993\ng: yes\nh: 2020-01-01\n";
    assert_eq!(
        merged("override", inline, file).unwrap(),
        "a: 3\nb: 9007199254740992\nc: true\nd: \"2020-01-01\"\ne: 1\nf: 9007199254740993\ng: \"yes\"\n\
         h: \"2020-01-01T00:00:00Z\"\n"
    );
}

#[test]
fn nulls_take_out_and_aliases_are_lost() {
    assert_eq!(
        merged("override", "{a: null, n: null}", "a: 1\nb: 2\nk: null\nz:\n").unwrap(),
        "b: 2\nk: null\n"
    );
    let file = "d: &d {x: 1}\na: *d\nm: {<<: *d, z: 2}\nl: [*d]\n";
    assert_eq!(
        merged("override", "{a: {q: 1}, m: {x: 5}}", file).unwrap(),
        "d:\n  x: 1\nl:\n- x: 1\nm:\n  x: 5\n  z: 2\n"
    );
    assert_eq!(merged("merge", "{a: {q: 1}}", file).unwrap_err(), "invalid-chart base/v.yaml:2");
    assert_eq!(merged("override", "{a: 1}", "# nothing\n").unwrap_err(), "invalid-chart base/v.yaml:1");
}

#[test]
fn a_chart_takes_the_namespace_of_the_nearest_includer() {
    let fake = Fake::default();
    let files = [
        ("base/kustomization.yaml", "helmCharts: [{name: web}, {name: web, namespace: own}]\n"),
        ("mid/kustomization.yaml", "resources: [../base]\n"),
        ("a/kustomization.yaml", "namespace: ans\nresources: [../mid]\n"),
        ("b/kustomization.yaml", "namespace: bns\nresources: [../mid]\nnamePrefix: b-\n"),
        ("top/kustomization.yaml", "namespace: top\nresources: [../a, ../b]\n"),
    ];
    let printed = fake.build("top", &files, &HelmOptions::default()).unwrap();
    let namespaces = |of: &str| {
        fake.asked().iter().filter(|(call, _)| call.contains(&format!("--namespace {of} "))).count()
    };
    assert_eq!((namespaces("ans"), namespaces("bns"), namespaces("own"), namespaces("top")), (1, 1, 2, 0));
    assert!(!printed.contains("namespace:"), "what a chart makes keeps its namespaces: {printed}");
}

#[test]
fn a_base_whose_chart_has_a_namespace_is_built_once() {
    let fake = Fake::default();
    let files = [
        ("base/kustomization.yaml", "namespace: own\nhelmCharts: [{name: web}]\n"),
        ("a/kustomization.yaml", "namespace: ans\nresources: [../base]\n"),
        ("b/kustomization.yaml", "namespace: bns\nresources: [../base]\nnamePrefix: b-\n"),
        ("top/kustomization.yaml", "resources: [../a, ../b]\n"),
    ];
    fake.build("top", &files, &HelmOptions::default()).unwrap();
    assert_eq!(fake.asked().len(), 1);
}

#[test]
fn a_chart_that_is_not_there_is_fetched_only_where_that_is_allowed() {
    let entry = |more: &str| {
        format!("helmCharts:\n- name: far\n  version: 1.2.3\n  repo: https://charts.example.com{more}\n")
    };
    let fake = Fake::default();
    let build = |file: &str, allow_pull| {
        let options = HelmOptions { allow_pull, ..HelmOptions::default() };
        fake.build("base", &[("base/kustomization.yaml", file)], &options)
    };
    assert_eq!(build(&entry(""), false).unwrap_err(), "remote-not-allowed base/kustomization.yaml:4");
    let with_home = entry("\nhelmGlobals:\n  configHome: mine");
    assert_eq!(build(&with_home, true).unwrap_err(), "invalid-chart base/kustomization.yaml:6");
    assert!(fake.pulls.lock().unwrap().is_empty());
    build(&entry("\n  devel: true"), true).unwrap();
    assert_eq!(fake.asked()[0].1, "pulled: true\n");
    assert_eq!(
        line(&fake.pulls.lock().unwrap()[0].arguments(Path::new("INTO"))),
        "pull --untar --untardir INTO --repo https://charts.example.com far --version 1.2.3 --devel"
    );
}

#[test]
fn the_chart_of_a_registry_is_named_by_its_address() {
    let fake = Fake::default();
    let file = "helmCharts: [{name: far, repo: 'oci://registry.example.com/charts/'}]\n";
    let options = HelmOptions { allow_pull: true, ..HelmOptions::default() };
    fake.build("base", &[("base/kustomization.yaml", file)], &options).unwrap();
    let call = line(&fake.pulls.lock().unwrap()[0].arguments(Path::new("INTO")));
    assert_eq!(call, "pull --untar --untardir INTO oci://registry.example.com/charts/far");
}

#[test]
fn names_are_no_flags_and_charts_lie_in_the_repository() {
    let refusal = |entry: &str| {
        let file = format!("helmCharts:\n- {entry}\n");
        let fake = Fake::default();
        let why = fake.build("base", &[("base/kustomization.yaml", &file)], &HelmOptions::default());
        assert!(fake.asked().is_empty());
        why.unwrap_err()
    };
    assert_eq!(
        refusal("{name: web, releaseName: --post-renderer=x}"),
        "invalid-chart base/kustomization.yaml:2"
    );
    assert_eq!(refusal("{name: -x}"), "invalid-chart base/kustomization.yaml:2");
    assert_eq!(refusal("{releaseName: x}"), "invalid-chart base/kustomization.yaml:2");
    assert_eq!(refusal("{name: ../../../x}"), "file-outside-root base/kustomization.yaml:2");
    assert_eq!(refusal("{name: other}"), "invalid-chart base/kustomization.yaml:2");
}

#[test]
fn the_deprecated_fields_become_new_ones() {
    let fake = Fake::default();
    let file = "helmChartInflationGenerator:\n- {chartName: old, chartHome: attic, helmHome: x, values: v.yaml, \
                valuesLocal: {a: 1}, releaseName: q, releaseNamespace: none, extraArgs: [--foo]}\n";
    let files = [
        ("base/kustomization.yaml", file),
        ("base/attic/old/Chart.yaml", "name: old\n"),
        ("base/v.yaml", "b: 2\n"),
    ];
    fake.build("base", &files, &HelmOptions::default()).unwrap();
    assert_eq!(fake.asked(), [("template q CHART -f v0".to_owned(), "a: 1\nb: 2\n".to_owned())]);
    assert_eq!(fake.calls.lock().unwrap()[0].chart[0].path, "Chart.yaml");
}

#[test]
fn a_generator_of_its_own_object_inherits_no_namespace() {
    let fake = Fake::default();
    let chart = "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: g}\nname: web\n\
                 releaseName: gen\nvaluesInline: {replicas: 6}\nunknown: 1\n";
    let files =
        [("base/g.yaml", chart), ("base/kustomization.yaml", "generators: [g.yaml]\nnamespace: ns\n")];
    fake.build("base", &files, &HelmOptions::default()).unwrap();
    assert_eq!(fake.asked(), [("template gen CHART -f v0".to_owned(), "replicas: 6\n".to_owned())]);
}

#[test]
fn what_is_no_object_in_the_output_is_a_fault_of_the_entry() {
    let build = |output| {
        let fake = Fake { output: Some(output), ..Fake::default() };
        fake.build(
            "base",
            &[("base/kustomization.yaml", "helmCharts:\n- name: web\n")],
            &HelmOptions::default(),
        )
    };
    assert_eq!(build("").unwrap(), "");
    assert_eq!(build("hello\n").unwrap_err(), "invalid-resource base/kustomization.yaml:2");
    assert_eq!(build("a: [\n").unwrap_err(), "invalid-yaml base/kustomization.yaml:2");
    assert_eq!(build("kind: FooList\nitems: 3\n").unwrap(), "items: 3\nkind: FooList\nmetadata: {}\n");
}

#[test]
fn without_helm_a_chart_is_refused_and_the_way_out_named() {
    let tree: Memory =
        [("kustomization.yaml", b"helmCharts:\n- name: web\n".as_slice())].into_iter().collect();
    let sources = Sources::default();
    let faults = Builder::new(&tree, &sources).build("").unwrap_err();
    assert_eq!(faults[0].fault(), Fault::HelmNotAllowed);
    assert!(faults[0].to_finding().help.unwrap().contains("--enable-helm"));
}
