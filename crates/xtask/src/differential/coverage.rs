//! What the inputs of a run have shown, how often, and what has to be shown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::input::Input;

/// The fields of a kustomization, deprecated ones included. Those of Helm need another program.
pub(crate) const FIELDS: &[&str] = &[
    "bases",
    "buildMetadata",
    "commonAnnotations",
    "commonLabels",
    "components",
    "configMapGenerator",
    "configurations",
    "crds",
    "generatorOptions",
    "generators",
    "imageTags",
    "images",
    "labels",
    "metadata",
    "namePrefix",
    "nameSuffix",
    "namespace",
    "openapi",
    "patches",
    "patchesJson6902",
    "patchesStrategicMerge",
    "replacements",
    "replicas",
    "resources",
    "secretGenerator",
    "sortOptions",
    "transformers",
    "validators",
    "vars",
];

/// How many traps there are.
pub(crate) const TRAPS: usize = 30;

/// From so many inputs on, what has to be shown is counted.
pub(crate) const FULL_RUN: u64 = 20_000;

/// How often each field and each trap has to occur in a full run.
const MINIMUM: u64 = 300;

/// How many of a hundred inputs have to build.
const BUILDING: u64 = 60;

/// The feature of a field.
pub(crate) fn field(name: &str) -> String {
    format!("field {name}")
}

/// The feature of a trap, by its number.
pub(crate) fn trap(number: usize) -> String {
    format!("trap {number:02}")
}

/// The features of the fields that a tree's kustomizations have.
pub(crate) fn fields_of(text: &str) -> impl Iterator<Item = String> + '_ {
    let known = |line: &str| {
        let (name, _) = line.split_once(':')?;
        FIELDS.iter().find(|field| field.eq_ignore_ascii_case(name.trim_matches('"'))).copied()
    };
    text.lines().filter_map(known).map(field)
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    inputs: u64,
    builds: u64,
    same: u64,
}

/// The counts of a run.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    all: Count,
    features: BTreeMap<String, Count>,
}

impl Coverage {
    /// Counts an input, whether kustomize builds it, and whether we print the same.
    pub(crate) fn add(&mut self, input: &Input, builds: bool, same: bool) {
        let add = |count: &mut Count| {
            count.inputs += 1;
            count.builds += u64::from(builds);
            count.same += u64::from(same);
        };
        add(&mut self.all);
        for feature in &input.features {
            add(self.features.entry(feature.clone()).or_default());
        }
    }

    /// The table: feature, inputs, builds, same bytes.
    pub(crate) fn table(&self) -> String {
        let mut out = format!("{:<44}{:>8}{:>8}{:>8}\n", "feature", "inputs", "builds", "same");
        let rows = std::iter::once(("all inputs", self.all));
        for (feature, count) in rows.chain(self.features.iter().map(|(name, count)| (name.as_str(), *count)))
        {
            let Count { inputs, builds, same } = count;
            let _ = writeln!(out, "{feature:<44}{inputs:>8}{builds:>8}{same:>8}");
        }
        out
    }

    /// What a full run has shown too seldom.
    pub(crate) fn missing(&self) -> Vec<String> {
        let wanted = FIELDS.iter().map(|name| field(name)).chain((1..=TRAPS).map(trap));
        let count = |feature: &String| self.features.get(feature).map_or(0, |count| count.inputs);
        let mut missing: Vec<String> = wanted
            .filter(|feature| count(feature) < MINIMUM)
            .map(|feature| format!("{feature}: {} inputs of at least {MINIMUM}", count(&feature)))
            .collect();
        if self.all.builds * 100 < self.all.inputs * BUILDING {
            let Count { inputs, builds, .. } = self.all;
            missing.push(format!("{builds} of {inputs} inputs build, and {BUILDING} of a hundred have to"));
        }
        missing
    }
}
