//! What a test that fails reports: where, what, and what to do.

use overlint::prelude::*;
use serde::Deserialize;

use crate::{failure, shop};

#[test]
fn every_failure_is_shown_at_its_line() {
    let repository = shop();
    insta::assert_snapshot!(failure(&repository, |expect| {
        for overlay in expect.overlays("**") {
            for container in overlay.containers() {
                let (limit, name) = (container.limits("memory"), container.name());
                expect
                    .that(limit.is_some(), &limit, format!("container `{name}` has no memory limit"))
                    .help("set one");
            }
            let deployment = overlay.find("Deployment", "web").unwrap();
            expect.equal(&deployment.at("/spec/replicas"), 2);
            expect.equal(&deployment.label("team"), "shop");
        }
    }));
}

#[test]
fn what_holds_says_nothing() {
    shop().test_each("**", |overlay, expect| {
        let deployment = overlay.find("Deployment", "web").unwrap();
        let image = deployment.at("/spec/template/spec/containers/0/image");
        assert!(expect.equal(&image, "example.com/web:1.2").holds());
        expect.equal(&deployment.at("/spec/template/spec/containers/0/args"), ["serve", "--verbose"]);
        expect.same_set("the names", overlay, ["web", "settings"], overlay.objects());
    });
}

#[test]
fn sets_that_differ_say_what_is_missing_and_what_is_too_much() {
    let repository = shop();
    insta::assert_snapshot!(failure(&repository, |expect| {
        let overlay = repository.overlay("web/overlays/staging");
        let service = overlay.find("Service", "web").unwrap();
        let ports = service.at("/spec/ports");
        let actual = ports.items().into_iter().map(|port| port.get("name"));
        expect.same_set("the ports", &ports, ["https", "metrics"], actual);
        expect.same_set("the objects", &overlay, overlay.kind("Service"), ["web", "other"]);
        expect.same_set("the names", &overlay, overlay.kind("ConfigMap"), ["web"]);
    }));
}

#[test]
fn an_overlay_that_does_not_build_is_a_failure_beside_the_others() {
    let repository = Repository::of([
        ("a/kustomization.yaml", "resources:\n- missing.yaml\n"),
        ("b/kustomization.yaml", "resources: [b.yaml]\n"),
        ("b/b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n"),
    ])
    .unwrap();
    insta::assert_snapshot!(failure(&repository, |expect| {
        for overlay in expect.overlays("*") {
            expect.fail(&overlay, "there is something here");
            expect.find(&overlay, "Secret", "b");
        }
    }));
}

#[test]
#[should_panic(expected = "a/kustomization.yaml:2:3")]
fn without_an_expectation_it_fails_the_test() {
    let files = [("a/kustomization.yaml", "resources:\n- missing.yaml\n")];
    assert_eq!(Repository::of(files).unwrap().overlays("a").count(), 1);
}

#[test]
fn a_glob_that_matches_nothing_is_a_failure() {
    let report = failure(&shop(), |expect| assert_eq!(expect.overlays("**/prodution").count(), 0));
    assert!(report.contains("error[the-rule]: `**/prodution` matches no kustomization"), "{report}");
    let report = failure(&shop(), |expect| assert_eq!(expect.overlays("a[").count(), 0));
    assert!(report.contains("`a[` is no glob"), "{report}");
}

#[test]
fn what_was_found_before_a_panic_is_shown() {
    let report = failure(&shop(), |expect| {
        expect.fail(&expect.repository().overlay("web/base"), "this is wrong");
        panic!("this is worse");
    });
    assert!(report.contains("error[the-rule]: this is wrong"), "{report}");
    assert!(report.ends_with("1 failure, and then the test panicked"), "{report}");
}

#[test]
#[should_panic(expected = "nothing was found before")]
fn a_panic_alone_stays_what_it_is() {
    shop().test(|_| panic!("nothing was found before"));
}

#[derive(Debug, Deserialize)]
struct Typed {
    #[expect(dead_code, reason = "it never fits")]
    data: Data,
}

#[derive(Debug, Deserialize)]
struct Data {
    #[expect(dead_code, reason = "it never fits")]
    #[serde(rename = "MODE")]
    mode: u8,
}

#[test]
fn what_does_not_fit_a_type_is_a_failure_at_its_line() {
    let repository = shop();
    let report = failure(&repository, |expect| {
        let overlay = repository.overlay("web/overlays/staging");
        let settings = expect.find(&overlay, "ConfigMap", "settings").unwrap();
        assert!(expect.decode::<Typed>(settings).is_none());
    });
    assert!(report.contains("web/base/settings.yaml:5:9"), "{report}");
}

#[test]
fn a_variable_is_shown_where_its_value_stands() {
    let repository = shop();
    let report = failure(&repository, |expect| {
        let overlay = repository.overlay("web/overlays/production");
        let mode = overlay.containers()[0].variable("MODE").unwrap();
        expect.that(mode.value == "production", &mode, "`MODE` is not that of production");
    });
    assert!(report.contains("web/base/settings.yaml:5:9"), "{report}");
    assert!(report.contains("ConfigMap `settings` in web/overlays/production"), "{report}");
}

#[test]
fn values_of_secrets_are_not_shown() {
    let repository = Repository::of([
        ("a/kustomization.yaml", "resources: [s.yaml]\n"),
        ("a/s.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  key: hunter2\n"),
    ])
    .unwrap();
    let report = failure(&repository, |expect| {
        let overlay = repository.overlay("a");
        expect.equal(&overlay.kind("Secret")[0].at("/stringData/key"), "other");
    });
    assert!(report.contains("a/s.yaml:5:8") && !report.contains("hunter2"), "{report}");
}
