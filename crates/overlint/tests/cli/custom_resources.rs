//! Custom resources: definitions in any overlay, in the configuration and in a flag.

use overlint::Exit;

use crate::support::{Checkout, masked};

/// A definition of widgets whose size is an integer.
fn definition(of_size: &str) -> String {
    format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: widgets.example.com\n\
         spec:\n  group: example.com\n  scope: Namespaced\n  names:\n    kind: Widget\n    plural: widgets\n    \
         singular: widget\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      \
         openAPIV3Schema:\n        type: object\n        properties:\n          spec:\n            type: object\n            \
         properties:\n              size: {of_size}\n"
    )
}

const WIDGET: &str = "apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: a\nspec:\n  size: large\n";

const INTEGER: &str = "{type: integer}";

const STRING: &str = "{type: string}";

const SCHEMA: &str = "{\"type\": \"object\", \"properties\": {\"spec\": {\"properties\": {\"size\": {\"type\": \"integer\"}}}}}";

#[test]
fn a_definition_counts_for_every_overlay() {
    let checkout = Checkout::new().overlay("apps/a", WIDGET).overlay("zz/crds", &definition(INTEGER));
    checkout
        .run(&["check"])
        .ended(Exit::Findings)
        .says(&["error[wrong-type]", "apps/a/object.yaml:6:9", "1 valid, 1 invalid"])
        .does_not_say("without a schema");
}

#[test]
fn without_a_definition_there_is_no_schema() {
    Checkout::with_overlays(&["b"])
        .overlay("apps/a", WIDGET)
        .run(&["check"])
        .ended(Exit::Clean)
        .says(&["1 valid, 0 invalid, 1 without a schema"]);
}

#[test]
fn the_definition_of_the_overlay_itself_comes_first() {
    let both = |of_size| format!("{}---\n{WIDGET}", definition(of_size));
    let checkout =
        Checkout::new().overlay("a", &both(STRING)).overlay("b", &both(INTEGER)).overlay("c", WIDGET);
    checkout.run(&["check"]).ended(Exit::Findings).says(&["b/object.yaml", "4 valid, 1 invalid", "1 error"]);
}

#[test]
fn faults_of_a_definition_are_told_once_for_all_overlays() {
    let checkout = Checkout::new()
        .file("base/kustomization.yaml", "resources:\n- object.yaml\n")
        .file("base/object.yaml", &definition("{}"))
        .file("a/kustomization.yaml", "resources:\n- ../base\n")
        .file("b/kustomization.yaml", "resources:\n- ../base\n");
    checkout.run(&["check"]).ended(Exit::Findings).says(&[
        "error[invalid-definition]: each field must have a `type`",
        "base/object.yaml:25:15",
        "in a and 1 more overlay",
        "0 valid, 2 invalid",
        "1 error",
    ]);
}

#[test]
fn findings_take_levels_and_exceptions_like_others() {
    let checkout = Checkout::new().overlay("a", WIDGET).overlay("crds", &definition(INTEGER));
    let checkout = checkout.file("overlint.yaml", "policies:\n  wrong-type: warning\n");
    checkout.run(&["check"]).ended(Exit::Clean).says(&["warning[wrong-type]"]);
    checkout.write("overlint.yaml", "policies:\n  wrong-type: off\n");
    checkout.run(&["check"]).ended(Exit::Clean).does_not_say("wrong-type");
}

#[test]
fn every_number_of_threads_says_the_same() {
    let mut checkout =
        Checkout::new().overlay("crds/a", &definition(INTEGER)).overlay("crds/b", &definition(STRING));
    for index in 0..20 {
        let kind = if index % 3 == 0 { "widget" } else { "Widget" };
        checkout = checkout.overlay(&format!("apps/{index}"), &WIDGET.replace("Widget", kind));
    }
    let said = |jobs| {
        masked(&checkout.run(&["check", "--format", "json", "--jobs", jobs]).ended(Exit::Findings).out)
    };
    let one = said("1");
    assert!(one.contains("did you mean `Widget`?"), "{one}");
    for _ in 0..3 {
        assert_eq!(said("8"), one);
    }
}

#[test]
fn the_configuration_names_schemas() {
    let checkout = Checkout::new().overlay("a", WIDGET).file("crds/widget.yaml", &definition(INTEGER));
    let checkout = checkout.file("overlint.yaml", "schemas:\n- crds/*.yaml\n");
    checkout.run(&["check"]).ended(Exit::Findings).says(&["error[wrong-type]", "0 valid, 1 invalid"]);
    for (schemas, place, words) in [
        ("crds/*.json", "2:3", "matches no file"),
        ("missing", "2:3", "does not exist"),
        ("../outside", "2:3", "leads out of the repository"),
        ("a/object.yaml", "1:1", "no CustomResourceDefinition"),
    ] {
        checkout.write("overlint.yaml", &format!("schemas:\n- {schemas}\n"));
        checkout.run(&["check"]).refused(&[words, &format!(":{place}\n")]);
    }
    checkout.write("overlint.yaml", "schemas: crds\n");
    checkout.run(&["check"]).refused(&["`schemas` must be a list of paths"]);
}

#[test]
fn json_schemas_of_either_layout_count() {
    for file in ["schemas/example.com/widget_v1.json", "schemas/widget-example-v1.json"] {
        let checkout = Checkout::new().overlay("a", WIDGET).file(file, SCHEMA);
        let schemas = checkout.argument("schemas");
        let run = checkout.run(&["check", "--schemas", &schemas]).ended(Exit::Findings);
        run.says(&["error[wrong-type]", "a/object.yaml:6:9"]);
    }
}

#[test]
fn a_json_schema_reads_no_other_file() {
    let schema = "{\"$ref\": \"file:///etc/passwd\"}";
    let checkout = Checkout::new().overlay("a", WIDGET).file("example.com/widget_v1.json", schema);
    let file = checkout.argument("example.com/widget_v1.json");
    checkout.run(&["check", "--schemas", &file]).refused(&["refers to another file", "widget_v1.json:1:10"]);
    checkout.run(&["check", "--schemas", "/etc/passwd"]).refused(&["`--schemas /etc/passwd` lies outside"]);
}

#[test]
fn a_builtin_kind_keeps_its_schema() {
    let fake = definition(INTEGER).replace("example.com", "apps").replace("Widget", "Deployment");
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  size: 1\n";
    let checkout = Checkout::new().overlay("a", deployment).file("crds/fake.yaml", &fake);
    let crds = checkout.argument("crds");
    checkout
        .run(&["check", "--schemas", &crds])
        .ended(Exit::Findings)
        .says(&["`size` is not a field of `DeploymentSpec`"]);
}
