//! Definitions and objects of strangers: whatever they hold, judging them ends, and nothing panics.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::sync::Arc;

use overlint_schema::{Catalog, CustomResources, Definition, check_definition, validate_with};
use overlint_source::read::{Limits, Place, read_first};
use overlint_source::resolve::Dialect;
use overlint_source::{Entry, Finding, Key, Node, Origin, SourceId};

fn parse(text: &str) -> Node {
    read_first(text, Place::of(SourceId::NOWHERE), &Limits::default()).unwrap().root.unwrap()
}

fn definition(schema: &str) -> Node {
    parse(&format!(
        "{{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {{name: ws.a.b}}, spec: {{group: a.b, \
         scope: Namespaced, names: {{kind: W, plural: ws, singular: w}}, versions: [{{name: v1, served: true, storage: true, \
         schema: {{openAPIV3Schema: {{type: object, properties: {{spec: {schema}}}}}}}}}]}}}}"
    ))
}

fn judged(definition: &Node, object: &Node) -> Vec<Finding> {
    let mut findings = check_definition(definition, Dialect::Resource);
    let read = Definition::read(definition, Dialect::Resource).map(Arc::new);
    let custom = CustomResources::new(read);
    validate_with(&Catalog::newest().unwrap(), &custom, &[], object, Dialect::Resource, &mut findings);
    findings
}

fn object(spec: &str) -> Node {
    parse(&format!("{{apiVersion: a.b/v1, kind: W, metadata: {{name: a}}, spec: {spec}}}"))
}

/// `depth` maps in each other, each under the key.
fn nested(key: &str, depth: usize) -> Node {
    (0..depth).fold(Node::empty_mapping(Origin::NOWHERE), |inner, _| {
        Node::mapping(vec![Entry { key: Key::string(key, Origin::NOWHERE), value: inner }], Origin::NOWHERE)
    })
}

#[test]
fn deep_schemas_and_objects_end() {
    for key in ["items", "not", "additionalProperties", "properties", "default"] {
        let mut deep = definition("{type: object}");
        let versions = deep.get_mut("spec").unwrap().get_mut("versions").unwrap().as_sequence_mut().unwrap();
        let schema = versions.items[0].get_mut("schema").unwrap().get_mut("openAPIV3Schema").unwrap();
        *schema.get_mut("properties").unwrap().get_mut("spec").unwrap() = nested(key, 3_000);
        judged(&deep, &object("{a: 1}"));
    }
    let mut deep = object("{}");
    *deep.get_mut("spec").unwrap() = nested("a", 3_000);
    let kept = definition("{type: object, x-kubernetes-preserve-unknown-fields: true}");
    assert!(judged(&kept, &deep).iter().any(|finding| finding.rule == "too-deep"));
}

#[test]
fn alternatives_times_items_are_bounded() {
    let alternatives: String = (0..3_000).fold(String::new(), |mut all, index| {
        let _ = write!(all, "{{enum: [v{index}]}},");
        all
    });
    let list = definition(&format!("{{type: array, items: {{type: string, anyOf: [{alternatives}]}}}}"));
    let items = object(&format!("[{}]", "none,".repeat(10_000)));
    assert!(judged(&list, &items).iter().any(|finding| finding.rule == "limit-exceeded"));
}

#[test]
fn defaults_that_multiply_are_bounded() {
    let large = format!("[{}]", "x,".repeat(5_000));
    let schema = definition(&format!(
        "{{type: array, items: {{type: object, properties: {{a: {{type: array, items: {{type: string}}, default: {large}}}}}}}}}"
    ));
    let found = judged(&schema, &object(&format!("[{}]", "{},".repeat(20_000))));
    assert!(found.iter().any(|finding| finding.rule == "limit-exceeded"));
}

#[test]
fn names_and_values_are_not_compared_each_with_each() {
    let many = |of: &str| (0..20_000).map(|index| format!("{of}{index},")).collect::<String>();
    let schema = definition(&format!(
        "{{type: object, required: [{}], additionalProperties: {{type: string, enum: [{}]}}}}",
        many("r"),
        many("v")
    ));
    let members: String = (0..20_000).map(|index| format!("k{index}: w,")).collect();
    judged(&schema, &object(&format!("{{{members}}}")));
}

#[test]
fn alternatives_within_alternatives_are_no_more_than_what_is_written() {
    let tree = (0..12).fold("{enum: [x]}".to_owned(), |inner, _| format!("{{anyOf: [{inner}, {inner}]}}"));
    let schema = tree.replacen('{', "{type: string, ", 1);
    assert!(
        judged(&definition(&schema), &object("y")).iter().any(|finding| finding.rule == "unmatched-schema")
    );
}

#[test]
fn patterns_are_bounded() {
    for pattern in
        ["((a{1000}){1000}){1000}", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "[", "\\\\", &"(".repeat(20_000)]
    {
        let schema = definition(&format!("{{type: string, pattern: '{pattern}'}}"));
        judged(&schema, &object(&"a".repeat(50_000)));
    }
}

#[test]
fn rules_are_bounded() {
    let loops: String = (0..12).map(|level| format!("self.all(v{level}, ")).collect();
    let rule = format!("{loops}true{}", ")".repeat(12));
    let schema = definition(&format!(
        "{{type: array, items: {{type: integer}}, x-kubernetes-validations: [{{rule: '{rule}', message: m}}]}}"
    ));
    let found = judged(&schema, &object(&format!("[{}]", "1,".repeat(3_000))));
    assert_eq!(found.iter().map(|finding| finding.rule.as_ref()).collect::<Vec<_>>(), ["unchecked-rule"]);
}

#[test]
fn many_rules_on_many_items_share_a_budget() {
    let rules = "{rule: 'self.all(a, self.all(b, a + b != -1))', message: m},".repeat(50);
    let schema = definition(&format!(
        "{{type: array, items: {{type: array, items: {{type: integer}}, x-kubernetes-validations: [{rules}]}}}}"
    ));
    let inner = format!("[{}],", "1,".repeat(50));
    judged(&schema, &object(&format!("[{}]", inner.repeat(500))));
}

#[test]
fn odd_values_everywhere_do_no_harm() {
    let odd = [
        "null",
        "1",
        "-1",
        "1e400",
        ".nan",
        "true",
        "text",
        "[]",
        "[null]",
        "{}",
        "{a: null}",
        "[[[]]]",
        "!!binary x",
    ];
    let keys = [
        "type",
        "properties",
        "items",
        "additionalProperties",
        "required",
        "enum",
        "pattern",
        "format",
        "minimum",
        "maximum",
        "multipleOf",
        "minLength",
        "maxItems",
        "minProperties",
        "uniqueItems",
        "anyOf",
        "oneOf",
        "allOf",
        "not",
        "nullable",
        "default",
        "x-kubernetes-list-type",
        "x-kubernetes-list-map-keys",
        "x-kubernetes-map-type",
        "x-kubernetes-validations",
        "x-kubernetes-embedded-resource",
        "x-kubernetes-int-or-string",
        "x-kubernetes-preserve-unknown-fields",
    ];
    for key in keys {
        for value in odd {
            let schema = definition(&format!("{{{key}: {value}}}"));
            for spec in ["null", "1", "text", "[1, 1]", "{a: 1}"] {
                judged(&schema, &object(spec));
            }
        }
    }
    for value in odd {
        judged(&definition("{type: object}"), &object(value));
        for field in ["spec", "metadata", "apiVersion", "kind"] {
            let mut broken = definition("{type: object}");
            *broken.get_mut(field).unwrap() = parse(&format!("[{value}]")).items()[0].clone();
            judged(&broken, &object("{}"));
        }
    }
}
