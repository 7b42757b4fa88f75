//! Reading schemas, and what they say.

use overlint_source::{Node, Origin, Sources};

use super::*;

const PATHS: &str = r"
paths:
  /apis/e.com/v1/mys: {get: {x-kubernetes-group-version-kind: {group: e.com, version: v1, kind: My}}}
  /apis/e.com/v1/both: {get: {x-kubernetes-group-version-kind: {group: e.com, version: v1, kind: Both}}}
  '/apis/e.com/v1/namespaces/{namespace}/both':
    get: {x-kubernetes-group-version-kind: {group: e.com, version: v1, kind: Both}}
  /apis/e.com/v1/posted: {post: {x-kubernetes-group-version-kind: {group: e.com, version: v1, kind: Posted}}}
  apis/e.com/v1/bare: {get: {x-kubernetes-group-version-kind: {group: e.com, version: v1, kind: Bare}}}
  /listed: {get: {x-kubernetes-group-version-kind: [{group: e.com, version: v1, kind: Listed}]}}
  /deployments: {get: {x-kubernetes-group-version-kind: {group: apps, version: v1, kind: Deployment}}}
";

const TEMPLATE: &str = r"
definitions:
  My:
    x-kubernetes-group-version-kind: [{group: e.com, version: v1, kind: My}]
    properties:
      template: {$ref: '#/definitions/io.k8s.api.core.v1.PodSpec'}
      self: {$ref: '#/definitions/My'}
      circle: {$ref: '#/definitions/Circle'}
      items:
        type: array
        items: {$ref: '#/definitions/My'}
        x-kubernetes-patch-strategy: merge
        x-kubernetes-list-map-keys: [a, b]
  Circle: {$ref: '#/definitions/Circle'}
";

fn parse(text: &str) -> Result<OpenApi> {
    let sources = Sources::default();
    OpenApi::parse(text, sources.add("schema", text.to_owned()), "schema")
}

fn object(api_version: &str, kind: &str) -> Node {
    let mut object = Node::empty_mapping(Origin::NOWHERE);
    for (key, value) in [("apiVersion", api_version), ("kind", kind)] {
        let key = overlint_source::Key::string(key, Origin::NOWHERE);
        object.insert(key, Node::string(value, Origin::NOWHERE));
    }
    object
}

/// The keys by which the list down a path is merged.
fn keys(api: &OpenApi, of: &Node, path: &[&str]) -> Option<Vec<String>> {
    let scope = path.iter().fold(Scope::outside(api).or_of(of), |scope, field| scope.field(field));
    let merged = scope.merged_list().expect("the schema is sound")?;
    Some(merged.keys.iter().map(|key| (*key).to_owned()).collect())
}

#[test]
fn only_paths_that_can_be_got_say_what_is_cluster_scoped() {
    let api = parse(PATHS).expect("the schema is sound");
    let is_cluster_scoped = |kind: &str| api.is_cluster_scoped(&Gvk::new("e.com/v1", kind));
    assert!(is_cluster_scoped("My"));
    for kind in ["Both", "Posted", "Bare", "Listed", "Other"] {
        assert!(!is_cluster_scoped(kind), "{kind}");
    }
}

#[test]
fn what_kustomize_knows_by_heart_no_schema_overrides() {
    let api = parse(PATHS).expect("the schema is sound");
    assert!(!api.is_cluster_scoped(&Gvk::new("apps/v1", "Deployment")));
    assert!(api.is_cluster_scoped(&Gvk::new("v1", "Node")));
    assert!(!OpenApi::builtin().is_cluster_scoped(&Gvk::new("e.com/v1", "My")));
}

#[test]
fn references_may_go_in_circles() {
    let (api, my) = (parse(TEMPLATE).expect("the schema is sound"), object("e.com/v1", "My"));
    assert_eq!(keys(&api, &my, &["self", "self", "items"]), Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(keys(&api, &my, &["circle", "items"]), None);
}

#[test]
fn a_custom_schema_stands_alone_unless_the_built_in_one_was_needed_before() {
    let (custom, my) = (parse(TEMPLATE).expect("the schema is sound"), object("e.com/v1", "My"));
    let by_name = Some(vec!["name".to_owned()]);
    for (meet, wanted) in [("nothing", None), ("merge", by_name.clone()), ("unknown", by_name)] {
        let mut choice = Choice::default();
        choice.meet_kind(&Gvk::new("apps/v1", "Deployment"));
        match meet {
            "merge" => choice.meet_merge(),
            "unknown" => choice.meet_kind(&Gvk::new("z.com/v1", "Unknown")),
            _ => {}
        }
        choice.meet_field(custom.clone());
        choice.meet_merge();
        let api = choice.schema();
        assert_eq!(keys(&api, &my, &["template", "containers"]), wanted, "{meet}");
        let pod = object("v1", "Pod");
        assert_eq!(keys(&api, &pod, &["spec", "containers"]), wanted, "{meet}");
        assert!(keys(&api, &my, &["items"]).is_some());
    }
}

#[test]
fn a_kustomization_among_the_objects_has_a_schema_beside_any_other() {
    let api = parse("definitions: {}").expect("the schema is sound");
    let own = object("kustomize.config.k8s.io/v1beta1", "Kustomization");
    assert_eq!(keys(&api, &own, &["configMapGenerator"]), Some(vec!["name".to_owned()]));
}

#[test]
fn json_is_read_as_json() {
    let escapes =
        "{\"definitions\": {\"My\": {\"description\": \"\\ud83d\\ude00 \u{7f} <\\/b> \\\\\\u0041\"}}}";
    assert!(parse(escapes).is_ok());
    for (text, line) in [("{\"a\": 1,\n}", 2), ("{\"a\": 1,\n\"a\": 2}", 2), ("{} x", 1)] {
        let error = parse(text).expect_err("it is not JSON");
        assert_eq!(error.origin().line, line, "{text}");
    }
}

#[test]
fn one_member_of_a_wrong_type_spoils_the_file() {
    let member = |text: &str| parse(&format!("definitions:\n  A:\n    {text}")).map(drop);
    for text in
        ["description: 1", "type: 1", "required: [1]", "nullable: x", "maxItems: 1.5", "properties: []"]
    {
        assert_eq!(member(text).expect_err(text).origin().line, 3, "{text}");
    }
    for text in
        ["description:", "type: [array, 'null']", "items: true", "additionalProperties: false", "x: 1"]
    {
        assert!(member(text).is_ok(), "{text}");
    }
    assert!(parse("").is_err() && parse("[]").is_err() && parse("swagger: 2.0").is_err());
    assert!(parse("# nothing").is_ok());
}
