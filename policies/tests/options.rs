//! What holds for the options of every built-in policy: `configure`, the JSON Schema and the documentation say the same.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jsonschema::Validator;
use overlint_policies::POLICIES;
use overlint_policy::{Policy, json_schema};
use overlint_source::read::{Limits, Place, read_first};
use overlint_source::resolve::{Resolved, resolve};
use overlint_source::{Node, Sources, Value as Yaml};
use serde_json::{Value, json};

/// The policies that take options.
fn configurable() -> impl Iterator<Item = &'static dyn Policy> {
    POLICIES.iter().copied().filter(|policy| policy.options_schema().is_some())
}

/// What the documentation of a policy says of its configuration.
fn section(policy: &dyn Policy) -> &'static str {
    let (_, text) = policy.rule().documentation.split_once("\n## Configuration\n").unwrap();
    text.split_once("\n## ").unwrap().0
}

/// The options of a policy as its documentation has them.
fn example(policy: &dyn Policy) -> Option<Value> {
    let (_, block) = section(policy).split_once("```yaml\n")?;
    Some(json(&node(block.split_once("```").unwrap().0)))
}

fn node(text: &str) -> Node {
    let place = Place::of(Sources::default().add("options.yaml", text));
    read_first(text, place, &Limits::default()).unwrap().root.unwrap()
}

/// A tree as an editor reads it.
fn json(node: &Node) -> Value {
    match &node.value {
        Yaml::Scalar(scalar) => match resolve(scalar) {
            Resolved::Null => Value::Null,
            Resolved::Bool(value) => value.into(),
            Resolved::Int(number) => number.into(),
            Resolved::Float(number) => number.into(),
            _ => scalar.text.as_str().into(),
        },
        Yaml::Sequence(list) => list.items.iter().map(json).collect(),
        Yaml::Mapping(_) => {
            let entries = node.entries().iter();
            entries.map(|entry| (entry.key.text().to_owned(), json(&entry.value))).collect()
        }
    }
}

fn schema(policy: &dyn Policy) -> Value {
    json_schema(policy.options_schema().unwrap())
}

fn validator(policy: &dyn Policy) -> Validator {
    jsonschema::draft7::new(&schema(policy)).unwrap()
}

/// Whether a policy takes options. JSON is YAML.
fn is_taken(policy: &dyn Policy, options: &Value) -> bool {
    policy.configure(&node(&options.to_string())).is_ok()
}

#[test]
fn examples_are_taken_by_both() {
    for policy in configurable() {
        let (id, example) = (policy.rule().id, example(policy));
        let example =
            example.unwrap_or_else(|| panic!("{id}: the documentation has no example of its options"));
        assert!(validator(policy).is_valid(&example), "{id}: the schema refuses {example}");
        assert!(is_taken(policy, &example), "{id}: {example}");
    }
}

#[test]
fn a_policy_without_a_schema_has_no_options() {
    for policy in POLICIES.iter().filter(|policy| policy.options_schema().is_none()) {
        let id = policy.rule().id;
        assert!(example(*policy).is_none(), "{id}: the documentation has options");
        assert!(policy.configure(&node("exempt: []\n")).is_err(), "{id}: takes an option");
    }
}

#[test]
fn options_are_described_and_documented() {
    for policy in configurable() {
        let (id, schema) = (policy.rule().id, schema(policy));
        assert_eq!(schema["additionalProperties"], json!(false), "{id}");
        each_property(&schema, &mut |name, property| {
            let description = property["description"].as_str().unwrap_or_default();
            assert!(description.ends_with('.'), "{id}: `{name}` has no description: {property}");
            let is_named =
                ["`", ": true`"].iter().any(|end| section(policy).contains(&format!("`{name}{end}")));
            let is_told_elsewhere =
                id == "toleration-without-affinity" || ["include", "exclude"].contains(&name);
            assert!(is_named || is_told_elsewhere, "{id}: the documentation does not name `{name}`");
        });
    }
}

/// Visits every property that a schema has at any depth, definitions included.
fn each_property(schema: &Value, visit: &mut dyn FnMut(&str, &Value)) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        visit(name, property);
    }
    match schema {
        Value::Object(map) => map.values().for_each(|value| each_property(value, visit)),
        Value::Array(list) => list.iter().for_each(|value| each_property(value, visit)),
        _ => {}
    }
}

#[test]
fn both_refuse_the_same() {
    for policy in configurable() {
        let (id, validator, example) = (policy.rule().id, validator(policy), example(policy).unwrap());
        let (mut refused, mut all) = (0, Vec::new());
        mutate(&example, &mut |mutated| all.push(mutated));
        for mutated in &all {
            let is_taken = is_taken(policy, mutated);
            assert_eq!(validator.is_valid(mutated), is_taken, "{id}: the schema on the left, for {mutated}");
            refused += usize::from(!is_taken);
        }
        assert!(refused >= 5 && refused < all.len(), "{id}: {refused} of {}", all.len());
    }
}

/// The example with another value in the place of each, with a key that is unknown, and with one key or item less.
fn mutate(value: &Value, tell: &mut dyn FnMut(Value)) {
    for other in [json!(17), json!(1.5), json!(true), json!("seventeen"), json!([]), json!([[]]), json!({})] {
        tell(other);
    }
    tell(json!({"unknown": {"unknown": null}}));
    tell(Value::Null);
    match value {
        Value::Object(map) => {
            let with = |key: &str, value| {
                let mut map = map.clone();
                map.insert(key.to_owned(), value);
                Value::Object(map)
            };
            tell(with("unknown", json!([])));
            for (key, value) in map {
                let mut less = map.clone();
                less.remove(key);
                tell(Value::Object(less));
                mutate(value, &mut |value| tell(with(key, value)));
            }
        }
        Value::Array(list) => {
            for (at, item) in list.iter().enumerate() {
                mutate(item, &mut |item| {
                    let mut list = list.clone();
                    list[at] = item;
                    tell(Value::Array(list));
                });
            }
        }
        _ => {}
    }
}

#[test]
fn an_unknown_option_is_refused_by_both() {
    for policy in configurable() {
        let (id, mut options) = (policy.rule().id, example(policy).unwrap());
        options["no-such-option"] = json!(true);
        assert!(!validator(policy).is_valid(&options) && !is_taken(policy, &options), "{id}: {options}");
    }
}

#[test]
fn a_container_is_named_only_where_containers_are_looked_at() {
    let takes = |id: &str| {
        let policy = configurable().find(|policy| policy.rule().id == id).unwrap();
        let mut options = example(policy).unwrap();
        options["exempt"] = json!([{"kind": "Job"}, {"container": "app"}]);
        let taken = is_taken(policy, &options);
        assert_eq!(validator(policy).is_valid(&options), taken, "{id}");
        taken
    };
    assert!(takes("hasty-liveness-probe"));
    assert!(!takes("unspread-replicas"));
}

/// How many maps at any depth have a key.
fn count(value: &Value, key: &str) -> usize {
    let here = usize::from(value.get(key).is_some());
    let values = value.as_object().into_iter().flat_map(|map| map.values());
    here + values.chain(value.as_array().into_iter().flatten()).map(|value| count(value, key)).sum::<usize>()
}

#[test]
fn globs_over_overlays_are_told() {
    let mut policies = 0;
    for policy in configurable().filter(|policy| schema(*policy).to_string().contains("\"overlays\"")) {
        let (id, example) = (policy.rule().id, example(policy).unwrap());
        let configured = policy.configure(&node(&example.to_string())).unwrap();
        let globs = configured.overlay_globs();
        let written = globs.iter().filter(|globs| !globs.is_empty()).count();
        assert_eq!((written > 0, written), (true, count(&example, "overlays")), "{id}");
        policies += 1;
    }
    assert!(policies >= 5, "{policies}");
}
