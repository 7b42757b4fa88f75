//! What is being made: the tree so far, and the layer that the themes add to.

use serde_json::Value;

use super::super::coverage::{FIELDS, field, trap};
use super::super::input::{Entry, Input};
use super::super::random::Random;
use super::super::yaml::Yaml;

/// An input in the making.
pub(crate) struct Scene {
    /// Where every choice comes from.
    pub(crate) random: Random,
    /// What is there so far.
    pub(crate) input: Input,
    /// A number for what has to have a name of its own.
    counter: usize,
}

/// An object that a layer can name.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// `apps/v1`.
    pub(crate) api_version: String,
    /// `Deployment`.
    pub(crate) kind: String,
    /// The name by which patches find it.
    pub(crate) name: String,
    /// The namespace by which patches find it.
    pub(crate) namespace: Option<String>,
    /// The object as it was written.
    pub(crate) body: Yaml,
    /// Whether a generator makes it.
    pub(crate) is_generated: bool,
}

/// One kustomization in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layer {
    /// Its directory.
    pub(crate) directory: String,
    /// What its file says.
    pub(crate) fields: Yaml,
    /// What can be named in it.
    pub(crate) objects: Vec<Object>,
    /// Whether it is the one that is built.
    pub(crate) is_root: bool,
    /// Whether it is a Component.
    pub(crate) is_component: bool,
}

impl Default for Yaml {
    fn default() -> Self {
        Self::map()
    }
}

impl Scene {
    /// An empty tree.
    pub(crate) fn new(random: Random) -> Self {
        Self { random, input: Input::default(), counter: 0 }
    }

    /// Says that the input shows something.
    pub(crate) fn mark(&mut self, feature: &str) {
        self.input.features.insert(feature.to_owned());
    }

    /// Says that the input shows a trap.
    pub(crate) fn trap(&mut self, number: usize) {
        self.input.features.insert(trap(number));
    }

    /// A name that nothing else has.
    pub(crate) fn fresh(&mut self, stem: &str) -> String {
        self.counter += 1;
        format!("{stem}-{}", self.counter)
    }

    /// Writes a file.
    pub(crate) fn file(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.input.entries.insert(path.into(), Entry::File(content.into()));
    }

    /// A value as a document in a style of its own.
    pub(crate) fn write(&mut self, value: &Yaml) -> String {
        value.write(&mut self.random)
    }

    /// Writes documents into a new file of a layer and returns its name there.
    pub(crate) fn file_of(&mut self, layer: &Layer, stem: &str, documents: &[Yaml]) -> String {
        let text: Vec<String> = documents.iter().map(|document| self.write(document)).collect();
        self.text_of(layer, stem, &text.join("---\n"))
    }

    /// Writes text into a new file of a layer and returns its name there.
    pub(crate) fn text_of(&mut self, layer: &Layer, stem: &str, text: &str) -> String {
        let name = format!("{}.yaml", self.fresh(stem));
        self.file(format!("{}/{name}", layer.directory), text);
        name
    }

    /// A string that stands in the kustomization itself, or in a file of its own.
    pub(crate) fn inline_or_file(&mut self, layer: &Layer, stem: &str, text: String) -> (&'static str, Yaml) {
        if self.random.chance(60) {
            ("patch", Yaml::Text(text))
        } else {
            ("path", Yaml::Text(self.text_of(layer, stem, &text)))
        }
    }

    /// Adds objects to a layer, in a file under `resources`.
    pub(crate) fn add(&mut self, layer: &mut Layer, objects: Vec<Object>) {
        let bodies: Vec<Yaml> = objects.iter().map(|object| object.body.clone()).collect();
        let name = self.file_of(layer, "object", &bodies);
        layer.fields.push("resources", Yaml::Text(name));
        layer.objects.extend(objects);
    }

    /// Adds the text of one object to a layer.
    pub(crate) fn add_text(&mut self, layer: &mut Layer, object: Object, text: &str) {
        let name = self.text_of(layer, "object", text);
        layer.fields.push("resources", Yaml::Text(name));
        layer.objects.push(object);
    }

    /// One of the objects of a layer that a test holds for.
    pub(crate) fn choose<'a>(
        &mut self,
        layer: &'a Layer,
        wanted: impl Fn(&Object) -> bool,
    ) -> Option<&'a Object> {
        let fitting: Vec<&Object> = layer.objects.iter().filter(|object| wanted(object)).collect();
        self.random.index(fitting.len()).map(|index| fitting[index])
    }

    /// Writes the file of a layer.
    pub(crate) fn finish(&mut self, mut layer: Layer) {
        self.type_fields(&mut layer);
        if let Yaml::Map(entries) = &mut layer.fields {
            self.random.shuffle(entries);
        }
        let Yaml::Map(entries) = &layer.fields else { return };
        for name in FIELDS {
            if entries.iter().any(|(key, _)| key.trim_matches('"').eq_ignore_ascii_case(name)) {
                self.mark(&field(name));
            }
        }
        let text = if self.random.chance(3) && is_json(&layer.fields) {
            self.mark("yaml kustomization as JSON");
            layer.fields.to_json().to_string()
        } else {
            self.write(&layer.fields)
        };
        let name = match self.random.below(20) {
            0 => "kustomization.yml",
            1 => "Kustomization",
            _ => "kustomization.yaml",
        };
        self.file(format!("{}/{name}", layer.directory), text);
    }

    fn type_fields(&mut self, layer: &mut Layer) {
        let version = if layer.is_component { "v1alpha1" } else { "v1beta1" };
        if layer.is_component || self.random.chance(70) {
            let kind = if layer.is_component { "Component" } else { "Kustomization" };
            layer.fields.set(&["kind"], kind);
            layer.fields.set(&["apiVersion"], format!("kustomize.config.k8s.io/{version}").as_str());
        }
        if self.random.chance(8) {
            layer.fields.set(&["metadata"], Yaml::from(serde_json::json!({"name": "layer"})));
        }
    }
}

/// Whether all that a map holds is the same in JSON.
fn is_json(value: &Yaml) -> bool {
    match value {
        Yaml::Plain(text) => serde_json::from_str::<Value>(text).is_ok(),
        Yaml::Text(_) => true,
        Yaml::Block(..) => false,
        Yaml::List(items) => items.iter().all(is_json),
        Yaml::Map(entries) => entries.iter().all(|(key, value)| !key.contains(['"', '?']) && is_json(value)),
    }
}

impl Object {
    /// An object from what is written of it.
    pub(crate) fn new(body: impl Into<Yaml>) -> Self {
        let body = body.into();
        let text = |value: Option<&Yaml>| value.and_then(Yaml::as_text).unwrap_or_default().to_owned();
        let metadata = body.get("metadata");
        let namespace = metadata.and_then(|metadata| metadata.get("namespace")).and_then(Yaml::as_text);
        Self {
            api_version: text(body.get("apiVersion")),
            kind: text(body.get("kind")),
            name: text(metadata.and_then(|metadata| metadata.get("name"))),
            namespace: namespace.map(str::to_owned),
            body,
            is_generated: false,
        }
    }

    /// The beginning of a strategic merge patch for it.
    pub(crate) fn head(&self) -> Yaml {
        let mut head = Yaml::map();
        head.set(&["apiVersion"], self.api_version.as_str());
        head.set(&["kind"], self.kind.as_str());
        head.set(&["metadata", "name"], self.name.as_str());
        if let Some(namespace) = &self.namespace {
            head.set(&["metadata", "namespace"], namespace.as_str());
        }
        head
    }

    /// `apps` and `v1`.
    pub(crate) fn group_version(&self) -> (&str, &str) {
        self.api_version.split_once('/').unwrap_or(("", &self.api_version))
    }

    /// Where the pod of a workload stands.
    pub(crate) fn pod_path(&self) -> Option<&'static [&'static str]> {
        match self.kind.as_str() {
            "Pod" => Some(&["spec"]),
            "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" | "ReplicationController" => {
                Some(&["spec", "template", "spec"])
            }
            "CronJob" => Some(&["spec", "jobTemplate", "spec", "template", "spec"]),
            _ => None,
        }
    }

    /// What stands at a path of keys.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Yaml> {
        path.iter().try_fold(&self.body, |place, key| place.get(key))
    }

    /// The containers of a workload.
    pub(crate) fn containers(&self) -> &[Yaml] {
        let pod = self.pod_path().and_then(|path| self.at(path));
        pod.and_then(|pod| pod.get("containers")).map_or(&[], Yaml::items)
    }
}
