//! The values of a chart.
//!
//! Source of the rules: `createNewMergedValuesFile` and `replaceValuesInline` in
//! `api/internal/builtins/HelmChartInflationGenerator.go` of kustomize 5.8.2. Values merge as objects do in a strategic
//! merge patch, with one habit more: of values behind an alias nothing is left.

use std::collections::HashSet;
use std::sync::Arc;

use overlint_source::emit::emit;
use overlint_source::read::{Place, read_first};
use overlint_source::resolve::freeze;
use overlint_source::{Node, Origin, Style, Value};

use super::chart::Chart;
use super::{Request, fault};
use crate::budget::{Size, Spent};
use crate::error::{BuildError, Fault, Result};
use crate::files::{LoadRestrictor, TextFile, limits, syntax};
use crate::kustomization::Text;
use crate::openapi::OpenApi;
use crate::patch::{Merged, merge_object};
use crate::through_json::through_json;

/// How values of the kustomization meet those of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// They win.
    Override,
    /// They lose.
    Merge,
    /// There are no others.
    Replace,
}

/// The files of values, in the order in which Helm gets them.
pub(super) fn read(request: &Request<'_>, chart: &Chart, name: &Text) -> Result<Vec<Vec<u8>>> {
    let mode = mode(request)?;
    let own = request.chart.values_inline.as_ref().map(|values| &values.0);
    let own = own.filter(|values| !values.entries().is_empty());
    let first = match (own, mode) {
        (None, _) => from_chart_or_file(request, chart, name)?.1,
        (Some(own), Mode::Replace) => print(own.clone())?,
        (Some(own), mode) => merged(request, chart, name, own, mode)?,
    };
    let mut files = vec![first];
    for file in &request.chart.additional_values_files {
        files.push(request.files.bytes(file)?.1);
    }
    Ok(files)
}

fn mode(request: &Request<'_>) -> Result<Mode> {
    let Some(given) = &request.chart.values_merge else { return Ok(Mode::Override) };
    match given.as_str() {
        "override" => Ok(Mode::Override),
        "merge" => Ok(Mode::Merge),
        "replace" => Ok(Mode::Replace),
        other => Err(fault(given.origin, format!("`{other}` is no way to merge values"))
            .help("write `override`, `merge` or `replace`")),
    }
}

/// The bytes of `valuesFile`, or else of the chart's own values, with the path of the file.
fn from_chart_or_file(request: &Request<'_>, chart: &Chart, name: &Text) -> Result<(String, Vec<u8>)> {
    if let Some(file) = &request.chart.values_file {
        return request.files.bytes(file);
    }
    let path = format!("{}/values.yaml", chart.place);
    let file = Text { text: path.as_str().into(), ..name.clone() };
    if chart.is_vendored {
        return request.files.bytes(&file);
    }
    let climbs = path.split('/').any(|part| part == "..");
    if climbs && request.files.restrictor == LoadRestrictor::RootOnly {
        return Err(request.files.outside(&file));
    }
    match chart.files.iter().find(|file| file.path == "values.yaml") {
        Some(file) => Ok((path, file.bytes.clone())),
        None => Err(fault(name.origin, format!("the chart `{}` has no `values.yaml`", name.text))),
    }
}

fn merged(request: &Request<'_>, chart: &Chart, name: &Text, own: &Node, mode: Mode) -> Result<Vec<u8>> {
    let (path, bytes) = from_chart_or_file(request, chart, name)?;
    let file = request.files.decode_text(path, &bytes)?;
    let mut theirs = parse(&file)?;
    let mut own = own.clone();
    let (few, many) = (Size::of(&own, 0), Size::of(&theirs, 0));
    let steps = if mode == Mode::Override { many.steps_of_patch(few) } else { few.steps_of_patch(many) };
    Spent::default().charge_steps(steps, own.origin)?;
    Aliases { mode, keys: HashSet::new(), values: HashSet::new() }.take_out(&mut theirs, &mut own)?;
    unstyle(&mut theirs);
    unstyle(&mut own);
    let (below, mut above) = if mode == Mode::Override { (theirs, own) } else { (own, theirs) };
    print(lay_over(below, &mut above, &file)?)
}

fn parse(file: &TextFile) -> Result<Node> {
    let document = read_first(&file.text, Place::of(file.source), &limits());
    document.map_err(|error| syntax(&error, &file.path))?.root.ok_or_else(|| {
        let message = format!("`{}` is empty, and kustomize merges values only into some", file.path);
        fault(Origin::start_of(file.source), message).help("write `{}`, or say `valuesMerge: replace`")
    })
}

fn lay_over(mut below: Node, above: &mut Node, file: &TextFile) -> Result<Node> {
    let nothing = Node::empty_mapping(below.origin);
    if above.is_null() {
        return Ok(nothing);
    }
    if below.is_null() {
        below = nothing;
    }
    if below.as_mapping().is_none() || above.as_mapping().is_none() {
        let message = format!("`{}` is no map, so that values cannot be merged with it", file.path);
        return Err(fault(Origin::start_of(file.source), message));
    }
    match merge_object(&mut below, above, None, &OpenApi::builtin()).map_err(as_chart_fault)? {
        Merged::Kept => Ok(below),
        Merged::Removed => Ok(Node::empty_mapping(below.origin)),
    }
}

fn as_chart_fault(error: BuildError) -> BuildError {
    if error.fault() == Fault::Patch { error.with_fault(Fault::Chart) } else { error }
}

/// Values are decoded and not printed after they are merged, so that unlike in a patch the quotes of what is written over
/// do not make strings: types alone count. Goes as deep as the values do, which the reader limits.
fn unstyle(node: &mut Node) {
    match &mut node.value {
        Value::Scalar(scalar) => {
            scalar.tag = freeze(scalar);
            scalar.style = Style::Plain;
        }
        Value::Sequence(list) => Arc::make_mut(list).items.iter_mut().for_each(unstyle),
        Value::Mapping(map) => {
            Arc::make_mut(map).entries.iter_mut().for_each(|entry| unstyle(&mut entry.value));
        }
    }
}

/// As kustomize prints what Go has decoded.
fn print(mut values: Node) -> Result<Vec<u8>> {
    through_json(&mut values)?;
    let mut text = String::new();
    emit(&values, &mut text);
    Ok(text.into_bytes())
}

/// Aliases of a file whose tree has them carried out: what stands at a place that was there before is a repetition.
struct Aliases {
    mode: Mode,
    keys: HashSet<Origin>,
    values: HashSet<Origin>,
}

impl Aliases {
    /// Takes out what stands behind an alias, and what is laid over it. Goes as deep as the file does, which the reader
    /// limits.
    fn take_out(&mut self, theirs: &mut Node, own: &mut Node) -> Result<()> {
        self.values.insert(theirs.origin);
        let Some(map) = theirs.as_mapping_mut() else {
            self.note_items(theirs);
            return Ok(());
        };
        let mut kept = Vec::with_capacity(map.entries.len());
        for mut entry in std::mem::take(&mut map.entries) {
            let is_merged = !self.keys.insert(entry.key.origin);
            let is_alias = self.values.contains(&entry.value.origin);
            if is_alias && !is_merged {
                self.take_out_beside(entry.key.text(), own, entry.key.origin)?;
            }
            if !is_merged && !is_alias {
                let mut none = Node::plain("", entry.value.origin);
                let beside = own.get_mut(entry.key.text()).unwrap_or(&mut none);
                self.take_out(&mut entry.value, beside)?;
                kept.push(entry);
            }
        }
        map.entries = kept;
        Ok(())
    }

    fn take_out_beside(&self, key: &str, own: &mut Node, alias: Origin) -> Result<()> {
        match own.get(key).filter(|value| !value.is_null()) {
            Some(value) if self.mode == Mode::Merge => {
                let message = format!("kustomize cannot merge the alias at `{key}` into values");
                Err(fault(alias, message).related(value.origin, "the value that is there"))
            }
            _ => {
                own.remove(key);
                Ok(())
            }
        }
    }

    /// What stands in a list can be what a later alias means; aliases in lists stay.
    fn note_items(&mut self, node: &Node) {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            self.values.insert(node.origin);
            match &node.value {
                Value::Scalar(_) => {}
                Value::Sequence(list) => open.extend(&list.items),
                Value::Mapping(map) => {
                    self.keys.extend(map.entries.iter().map(|entry| entry.key.origin));
                    open.extend(map.entries.iter().map(|entry| &entry.value));
                }
            }
        }
    }
}
