//! What happens once, at the root, after everything is accumulated.
//!
//! Source of the rules: `makeCustomizedResMap` in `api/internal/target/kusttarget.go` and `api/krusty/kustomizer.go`
//! of kustomize 5.8.2.

use overlint_source::{Node, Origin, Style};
use smol_str::SmolStr;

use crate::build::Built;
use crate::error::Result;
use crate::field_spec::FieldSpec;
use crate::graph::Graph;
use crate::kustomization::{Pair, Pairs, Text};
use crate::order::Order;
use crate::output::Output;
use crate::printing::{
    Kept, check_annotations, join_annotations, pair_annotations, print_fault, tidy_annotations,
};
use crate::resource::Resource;
use crate::set::ResourceSet;
use crate::transform::labels::write_pairs;
use crate::{Options, Reorder, hash, name_reference, variables};

/// How many faults of one object are told that keep it from being printed.
const MAX_FAULTS: usize = 100;

const LOCAL_CONFIG: &str = "config.kubernetes.io/local-config";

/// What a root asks for at the end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finish {
    order: Order,
    /// Where kustomize's own label was asked for; the kustomization as a whole where the command line did.
    managed_by: Option<Origin>,
    kept: Kept,
    output: Output,
}

impl Finish {
    /// What the kustomization of a root asks for, and the options where it says nothing.
    pub(crate) fn of(graph: &Graph, root: usize, options: Options) -> Result<Self> {
        let output = options.output;
        let Ok(content) = &graph.nodes[root].content else { return Ok(Self { output, ..Self::default() }) };
        let own = &content.kustomization;
        let word = |word: &str| own.build_metadata.iter().find(|text| text.text == word);
        let order = match (&own.sort_options, options.reorder) {
            (Some(asked), _) => Order::from_options(asked)?,
            (None, Reorder::Legacy) => Order::default(),
            (None, Reorder::None) => Order::Fifo,
        };
        let flag = options.managed_by_label.then(|| Origin::start_of(content.source));
        Ok(Self {
            order,
            managed_by: word("managedByLabel").map(|text| text.origin).or(flag),
            kept: Kept {
                origin: word("originAnnotations").is_some(),
                transformations: word("transformerAnnotations").is_some(),
            },
            output,
        })
    }
}

/// Adds hashes, lets references follow, replaces variables, drops local resources, sorts, and brings every tree into
/// the state in which it is printed. What kustomize could not print comes out beside the resources.
pub(crate) fn finalize(mut set: ResourceSet, finish: &Finish) -> Result<Built> {
    hash::apply(&mut set)?;
    name_reference::update(&mut set)?;
    variables::substitute(&mut set)?;
    set.list.retain(|resource| !is_local(resource));
    set.check_unique()?;
    finish.order.sort(&mut set.list);
    if let Some(origin) = finish.managed_by {
        managed_by_kustomize(&mut set, origin)?;
    }
    let mut faults = Vec::new();
    for resource in &mut set.list {
        let renamed = !resource.previous.is_empty();
        resource.change_content(|node| {
            faults.extend(check_list_of_annotations(node, renamed).err());
            set.notes.extend(join_annotations(node));
            tidy_annotations(node, finish.kept);
            faults.extend(finish.output.finish(node).iter().take(MAX_FAULTS).map(print_fault));
        });
    }
    Ok(Built { resources: set.list, faults, notes: set.notes })
}

/// The history of an object cannot be written into a list; without any, the list is read.
fn check_list_of_annotations(node: &mut Node, renamed: bool) -> Result<()> {
    let list = node.at(&["metadata", "annotations"]).map_or(&[][..], Node::items);
    if renamed && !list.is_empty() { check_annotations(node) } else { pair_annotations(node) }
}

fn managed_by_kustomize(set: &mut ResourceSet, origin: Origin) -> Result<()> {
    const LABELS: FieldSpec = FieldSpec::any("metadata/labels");
    let text = |text: &'static str| Text { text: SmolStr::new_static(text), style: Style::Plain, origin };
    let (key, value) = (text("app.kubernetes.io/managed-by"), text("kustomize-v5.8.2"));
    write_pairs(set, &Pairs(vec![Pair { key: key.clone(), value }]), &[LABELS])?;
    for resource in &mut set.list {
        resource.change_content(|node| {
            let labels = node.get_mut("metadata").and_then(|metadata| metadata.get_mut("labels"));
            let label = labels.and_then(|labels| labels.get_mut(key.as_str()));
            if let Some(label) = label.filter(|label| label.history.is_none()) {
                *label = label.clone().generated();
            }
        });
    }
    Ok(())
}

fn is_local(resource: &Resource) -> bool {
    let annotation = resource.node().at(&["metadata", "annotations", LOCAL_CONFIG]).and_then(Node::text);
    annotation.is_some_and(|value| value != "false")
}
