//! JSON Schemas in the layouts of kubeconform.

use overlint_source::SourceId;
use overlint_source::read::{Limits, Place, read_first};

use super::*;

fn parse(text: &str) -> Node {
    read_first(text, Place::of(SourceId::NOWHERE), &Limits::default()).unwrap().root.unwrap()
}

fn rules(schema: &str, object: &str) -> Vec<String> {
    let schema = JsonSchema::read("example.com/widget_v1.json", &parse(schema)).unwrap();
    let found = schema.judge(&parse(object), Dialect::Resource).into_iter();
    let mut shown: Vec<_> = found
        .map(|finding| format!("{} {} {}", finding.rule, finding.pointer, finding.origin.line))
        .collect();
    shown.sort();
    shown
}

#[test]
fn paths_say_which_kind_a_schema_is_for() {
    let whole = |path| by_path(path).map(|c| (c.group, c.version, c.kind)).unwrap();
    let text = |text: &str| text.to_owned();
    assert_eq!(
        whole("s/a.example.com/Widget_v1.json"),
        (Group::Whole(text("a.example.com")), text("v1"), text("widget"))
    );
    assert_eq!(
        whole("widget-a-v1beta1.json"),
        (Group::FirstPart(text("a")), text("v1beta1"), text("widget"))
    );
    assert_eq!(by_path("widget.json"), None);
    let said = serde_json::json!({"x-kubernetes-group-version-kind": [{"group": "a.b", "version": "v1", "kind": "W"}]});
    assert_eq!(coordinates("any.json", &said)[0].kind, "w");
}

#[test]
fn faults_stand_where_the_value_is() {
    let schema = r#"{"type": "object", "properties": {"spec": {"type": "object", "additionalProperties": false,
        "required": ["size"], "properties": {"size": {"type": "integer", "maximum": 3}, "mode": {"enum": ["a"]}}}}}"#;
    let found = rules(schema, "spec:\n  size: 4\n  mode: b\n  more: 1\n");
    assert_eq!(
        found,
        ["out-of-range /spec/size 2", "unknown-field /spec/more 4", "unknown-value /spec/mode 3"]
    );
    assert_eq!(rules(schema, "spec:\n  size: '1'\n"), ["wrong-type /spec/size 2"]);
    assert_eq!(rules(schema, "a: 1\nspec: {}\n"), ["missing-field /spec/size 2"]);
}

#[test]
fn nothing_outside_is_read() {
    for reference in ["https://example.com/a.json", "file:///etc/passwd", "_definitions.json#/a"] {
        let schema = parse(&format!("{{\"properties\":\n {{\"a\": {{\"$ref\": \"{reference}\"}}}}}}"));
        let finding = JsonSchema::read("a.b/w_v1.json", &schema).unwrap_err();
        assert!(finding.message.contains("refers to another file"), "{}", finding.message);
        assert_eq!(finding.origin.line, 2);
    }
}

#[test]
fn references_that_multiply_are_refused() {
    let mut definitions = String::new();
    for level in 0..40 {
        let next = level + 1;
        definitions.push_str(&format!(
            "\"d{level}\": {{\"anyOf\": [{{\"$ref\": \"#/d/d{next}\"}}, {{\"$ref\": \"#/d/d{next}\"}}]}},"
        ));
    }
    let bomb =
        format!("{{\"$ref\": \"#/d/d0\", \"d\": {{{definitions} \"d40\": {{\"type\": \"string\"}}}}}}");
    assert!(JsonSchema::read("a.b/w_v1.json", &parse(&bomb)).is_err());
}

#[test]
fn references_that_go_on_for_ever_are_not_followed() {
    let schema = r##"{"anyOf": [{"$ref": "#"}, {"type": "object"}]}"##;
    if let Ok(schema) = JsonSchema::read("a.b/w_v1.json", &parse(schema)) {
        assert_eq!(schema.judge(&parse("a: 1"), Dialect::Resource)[0].rule, "limit-exceeded");
    }
    let tree = r##"{"anyOf": [{"properties": {"a": {"$ref": "#"}}}, {"properties": {"a": {"$ref": "#"}}}]}"##;
    let schema = JsonSchema::read("a.b/w_v1.json", &parse(tree)).unwrap();
    let deep = format!("{}1{}", "{a: ".repeat(100), "}".repeat(100));
    assert_eq!(schema.judge(&parse(&deep), Dialect::Resource)[0].rule, "limit-exceeded");
    assert_eq!(schema.judge(&parse("a: {a: 1}"), Dialect::Resource), []);
}
