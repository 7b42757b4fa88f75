//! One step of what is done to the resources of a kustomization, whether a field of it asks for that or an object of
//! `transformers`.

use std::borrow::Cow;

use overlint_source::{Node, Sources, Style};
use smol_str::SmolStr;

use super::generator::Metadata;
use super::value_add::ValueAdd;
use super::{TRANSFORMERS, configuration, refuse_unknown};
use crate::error::{BuildError, Fault, Result};
use crate::field_spec::FieldSpec;
use crate::files::Files;
use crate::hash;
use crate::kustomization::{
    At, Decode, FieldSpecConfig, Fields, Image, Pairs, Patch as PatchEntry, ReplacementEntry, Replica, Text,
};
use crate::openapi::OpenApi;
use crate::patch::{Patch, read_entry, read_json6902, read_strategic, read_strategic_text};
use crate::resource::Resource;
use crate::set::ResourceSet;
use crate::transform::name_affixes::{self, Side};
use crate::transform::namespace::{self, Subjects};
use crate::transform::replacements::{self, Replacement};
use crate::transform::{annotations, images, labels, replicas};

/// A step with all that it needs to know.
#[derive(Debug)]
pub(crate) enum Transformer<'a> {
    Annotations { pairs: Cow<'a, Pairs>, specs: Cow<'a, [FieldSpec]> },
    Affix { side: Side, affix: Cow<'a, Text>, specs: Cow<'a, [FieldSpec]> },
    Hash,
    Image { image: Cow<'a, Image>, specs: Cow<'a, [FieldSpec]> },
    Labels { pairs: Cow<'a, Pairs>, specs: Cow<'a, [FieldSpec]> },
    Namespace { namespace: Cow<'a, Text>, specs: Cow<'a, [FieldSpec]>, options: namespace::Options },
    Patches(Cow<'a, [Patch]>),
    Replacements(Cow<'a, [Replacement]>),
    Replicas { replica: Cow<'a, Replica>, specs: Cow<'a, [FieldSpec]> },
    ValueAdd(ValueAdd),
}

impl Transformer<'_> {
    /// Does it; strategic merges go by the schema, and what is embedded in texts is read again from the sources.
    pub(crate) fn apply(&self, set: &mut ResourceSet, schema: &OpenApi, sources: &Sources) -> Result<()> {
        match self {
            Self::Annotations { pairs, specs } => annotations::apply(set, pairs, specs),
            Self::Affix { side, affix, specs } => name_affixes::apply(set, *side, affix, specs),
            Self::Hash => hash::apply(set),
            Self::Image { image, specs } => images::apply(set, image, specs),
            Self::Labels { pairs, specs } => labels::write_pairs(set, pairs, specs),
            Self::Namespace { namespace, specs, options } => {
                namespace::apply(set, namespace, specs, *options)
            }
            Self::Patches(patches) => patches.iter().try_for_each(|patch| patch.apply(set, schema)),
            Self::Replacements(all) => {
                all.iter().try_for_each(|replacement| replacements::apply(set, replacement, sources))
            }
            Self::Replicas { replica, specs } => replicas::apply(set, replica, specs),
            Self::ValueAdd(value_add) => value_add.apply(set),
        }
    }
}

impl Transformer<'_> {
    /// Whether it merges strategically, by the schema.
    pub(crate) fn merges(&self) -> bool {
        matches!(self, Self::Patches(patches) if patches.iter().any(Patch::merges))
    }
}

/// The steps that an object of `transformers` or `validators` asks for: nearly always one.
pub(crate) fn transformers_of(resource: &Resource, files: &Files<'_>) -> Result<Vec<Transformer<'static>>> {
    let gvk = &resource.id().gvk;
    if !(gvk.group.is_empty() && gvk.version == "builtin" && TRANSFORMERS.contains(&gvk.kind.as_str())) {
        return Err(refuse_unknown(resource, TRANSFORMERS, "transformer"));
    }
    let node = configuration(resource)?;
    let config = Configuration { node: &node, kind: &gvk.kind, files };
    match gvk.kind.as_str() {
        "AnnotationsTransformer" => config.annotations(),
        "HashTransformer" => Ok(vec![Transformer::Hash]),
        "ImageTagTransformer" => config.image(),
        "LabelTransformer" => config.labels(),
        "NamespaceTransformer" => config.namespace(),
        "PatchJson6902Transformer" => config.json6902(),
        "PatchStrategicMergeTransformer" => config.strategic(),
        "PatchTransformer" => config.patch(),
        "PrefixTransformer" => config.affix(Side::Prefix, "prefix"),
        "SuffixTransformer" => config.affix(Side::Suffix, "suffix"),
        "PrefixSuffixTransformer" => {
            let mut both = config.affix(Side::Prefix, "prefix")?;
            both.extend(config.affix(Side::Suffix, "suffix")?);
            Ok(both)
        }
        "ReplacementTransformer" => config.replacements(),
        "ReplicaCountTransformer" => config.replicas(),
        _ => Ok(vec![Transformer::ValueAdd(ValueAdd::read(&node, files)?)]),
    }
}

struct Configuration<'a> {
    node: &'a Node,
    kind: &'a str,
    files: &'a Files<'a>,
}

type Steps = Result<Vec<Transformer<'static>>>;

impl Configuration<'_> {
    fn fields(&self, known: &[&'static str]) -> Result<Fields<'_>> {
        Fields::open(self.node, At::plugin(""), known)
    }

    /// The field specifications, and whether any are given: some transformers ask for that.
    fn specs(&self) -> Result<(Cow<'static, [FieldSpec]>, bool)> {
        let fields = self.fields(&["fieldSpecs"])?;
        let given: Vec<FieldSpecConfig> = fields.get("fieldSpecs")?;
        let specs = given.iter().map(crate::config::from_config).collect::<Result<Vec<_>>>()?;
        Ok((Cow::Owned(specs), fields.node("fieldSpecs").is_some()))
    }

    fn annotations(&self) -> Steps {
        let pairs: Pairs = self.fields(&["annotations"])?.get("annotations")?;
        Ok(vec![Transformer::Annotations { pairs: Cow::Owned(pairs), specs: self.specs()?.0 }])
    }

    fn labels(&self) -> Steps {
        let pairs: Pairs = self.fields(&["labels"])?.get("labels")?;
        Ok(vec![Transformer::Labels { pairs: Cow::Owned(pairs), specs: self.specs()?.0 }])
    }

    fn image(&self) -> Steps {
        let image: Image = self.fields(&["imageTag"])?.get("imageTag")?;
        Ok(vec![Transformer::Image { image: Cow::Owned(image), specs: self.specs()?.0 }])
    }

    fn replicas(&self) -> Steps {
        let replica: Option<Replica> = self.fields(&["replica"])?.get("replica")?;
        let replica = replica.unwrap_or(Replica { name: None, count: None, origin: self.node.origin });
        Ok(vec![Transformer::Replicas { replica: Cow::Owned(replica), specs: self.specs()?.0 }])
    }

    fn replacements(&self) -> Steps {
        let entries: Vec<ReplacementEntry> = self.fields(&["replacements"])?.get("replacements")?;
        Ok(vec![Transformer::Replacements(Cow::Owned(replacements::load(&entries, self.files)?))])
    }

    fn affix(&self, side: Side, field: &'static str) -> Steps {
        let affix: Option<Text> = self.fields(&[field])?.get(field)?;
        let affix = affix.unwrap_or_else(|| self.text(""));
        let (specs, given) = self.specs()?;
        if !given {
            let message = format!("`{}` needs `fieldSpecs`", self.kind);
            return Err(BuildError::new(Fault::Plugin, self.node.origin, message)
                .help("add `fieldSpecs: [{path: metadata/name}]`"));
        }
        Ok(vec![Transformer::Affix { side, affix: Cow::Owned(affix), specs }])
    }

    fn text(&self, text: &'static str) -> Text {
        Text { text: SmolStr::new_static(text), style: Style::Plain, origin: self.node.origin }
    }

    fn namespace(&self) -> Steps {
        let fields = self.fields(&["unsetOnly", "setRoleBindingSubjects"])?;
        let mode: Option<Text> = fields.get("setRoleBindingSubjects")?;
        let subjects = match mode.as_ref().map_or("", Text::as_str) {
            "" | "defaultOnly" => Subjects::Default,
            "allServiceAccounts" => Subjects::ServiceAccounts,
            "none" => Subjects::None,
            other => {
                let message = format!("`{other}` says nothing about subjects");
                let origin = mode.as_ref().map_or(self.node.origin, |mode| mode.origin);
                return Err(BuildError::new(Fault::Plugin, origin, message)
                    .help("write `defaultOnly`, `allServiceAccounts` or `none`"));
            }
        };
        let namespace = Metadata::of(self.node)?.namespace.filter(|namespace| !namespace.text.is_empty());
        let Some(namespace) = namespace else { return Ok(Vec::new()) };
        let options = namespace::Options { unset_only: fields.get("unsetOnly")?, subjects };
        Ok(vec![Transformer::Namespace { namespace: Cow::Owned(namespace), specs: self.specs()?.0, options }])
    }

    fn patch(&self) -> Steps {
        let entry = PatchEntry::decode(self.node, At::plugin(""))?;
        Ok(vec![Transformer::Patches(Cow::Owned(vec![read_entry(&entry, self.files)?]))])
    }

    fn json6902(&self) -> Steps {
        let mut entry = PatchEntry::decode(self.node, At::plugin(""))?;
        entry.patch = self.fields(&["jsonOp"])?.get("jsonOp")?;
        Ok(vec![Transformer::Patches(Cow::Owned(vec![read_json6902(&entry, self.files)?]))])
    }

    fn strategic(&self) -> Steps {
        let fields = self.fields(&["paths", "patches"])?;
        let (paths, text): (Vec<Text>, Option<Text>) = (fields.get("paths")?, fields.get("patches")?);
        let mut faults = Vec::new();
        let mut patches = read_strategic(&paths, self.files, &mut faults);
        if let Some(fault) = faults.into_iter().next() {
            return Err(fault);
        }
        if let Some(text) = text.filter(|text| !text.text.is_empty()) {
            patches.extend(read_strategic_text(&text, self.files)?);
        }
        if patches.is_empty() {
            let message = "the transformer has no patch";
            return Err(BuildError::new(Fault::Plugin, self.node.origin, message)
                .help("give it `paths` or `patches`"));
        }
        Ok(vec![Transformer::Patches(Cow::Owned(patches))])
    }
}
