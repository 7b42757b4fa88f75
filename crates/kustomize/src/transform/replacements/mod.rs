//! `replacements`: values copied from one field to others.
//!
//! Source of the rules: `api/filters/replacement` and `api/internal/builtins/ReplacementTransformer.go` of
//! kustomize 5.8.2.

mod lookup;
mod path;
mod place;
mod source;
mod spelling;
mod structured;
mod target;
mod walk;
mod write;

use overlint_source::read::{Place, read_only_first};
use overlint_source::{Origin, Sources};
use smol_str::SmolStr;

use crate::effects::Step;
use crate::error::{BuildError, Fault, Result};
use crate::files::{Files, limits, syntax};
use crate::kustomization::replacement::decode_file;
use crate::kustomization::{Replacement as Decoded, ReplacementEntry, ReplacementOptions, Text};
use crate::set::ResourceSet;
pub(crate) use lookup::look_up;
pub(crate) use path::split;
pub(crate) use place::{node_at, node_at_mut};
use source::Source;
use target::Target;
use write::Piece;

/// The field that is meant where none is given.
const DEFAULT_FIELD: &str = "metadata.name";

/// A replacement, its patterns compiled.
#[derive(Clone, Debug)]
pub(crate) struct Replacement {
    source: Source,
    targets: Vec<Target>,
    origin: Origin,
}

/// Reads the replacements of a kustomization, in order.
pub(crate) fn load(entries: &[ReplacementEntry], files: &Files<'_>) -> Result<Vec<Replacement>> {
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        let Some(path) = entry.path.as_ref().filter(|path| !path.text.is_empty()) else {
            let given = entry.replacement.targets.as_ref().is_some_and(|targets| !targets.is_empty());
            all.push(Replacement::new(&entry.replacement, given, files)?);
            continue;
        };
        if entry.replacement.source.is_some()
            || entry.replacement.targets.as_ref().is_some_and(|targets| !targets.is_empty())
        {
            let message = "`path` excludes `source` and `targets`";
            return Err(fault(path.origin, message).help("keep the file, or what stands here"));
        }
        for replacement in read_file(path, files)? {
            all.push(Replacement::new(&replacement, replacement.targets.is_some(), files)?);
        }
    }
    Ok(all)
}

fn read_file(path: &Text, files: &Files<'_>) -> Result<Vec<Decoded>> {
    let file = files.text(path)?;
    let document = read_only_first(&file.text, Place::of(file.source), &limits());
    let root = document.map_err(|error| syntax(&error, &file.path))?.root;
    match root {
        Some(root) if root.as_scalar().is_none() => decode_file(&root),
        _ => {
            let message = format!("`{}` holds no replacement", file.path);
            Err(fault(path.origin, message).help("write a replacement there, or a list of them"))
        }
    }
}

impl Replacement {
    fn new(decoded: &Decoded, has_targets: bool, files: &Files<'_>) -> Result<Self> {
        let source = match (&decoded.source, &decoded.source_value) {
            (Some(source), None) => Source::of_field(source),
            (None, Some(text)) => Source::of_text(text),
            (Some(_), Some(text)) => {
                return Err(fault(text.origin, "`sourceValue` and `source` exclude each other")
                    .help("keep one of them"));
            }
            (None, None) => {
                let message = "the replacement has no `source` and no `sourceValue`";
                return Err(fault(decoded.origin, message).help("say what is to be copied"));
            }
        };
        if !has_targets {
            return Err(fault(decoded.origin, "the replacement has no `targets`")
                .help("say under `targets` what the value is copied to"));
        }
        let targets = decoded.targets.iter().flatten();
        let targets = targets.map(|target| Target::new(target, files)).collect::<Result<_>>()?;
        Ok(Self { source, targets, origin: decoded.origin })
    }
}

/// Copies the value of the source to the fields of the targets.
pub(crate) fn apply(set: &mut ResourceSet, replacement: &Replacement, sources: &Sources) -> Result<()> {
    set.spent.charge_steps(set.list.len(), replacement.origin)?;
    let mut value = replacement.source.value(set)?;
    let mut watch = set.trace.watch();
    for target in &replacement.targets {
        set.spent.charge_steps(set.list.len(), target.origin())?;
        for index in 0..set.list.len() {
            if target.means(&set.list[index]) {
                let before = watch.before(set.list[index].node());
                target.write(set, index, &mut value, sources)?;
                watch.after(before.as_ref(), set.list[index].node());
            }
        }
    }
    set.trace.record(Step::Replacement, replacement.origin, watch, Default::default);
    Ok(())
}

fn piece_of(options: &ReplacementOptions) -> Option<Piece> {
    let delimiter: SmolStr = options.delimiter.as_ref()?.text.clone();
    let index = options.index.map_or(0, |index| index.value);
    (!delimiter.is_empty()).then_some(Piece { delimiter, index })
}

fn fault(origin: Origin, message: impl Into<String>) -> BuildError {
    BuildError::new(Fault::Transformer, origin, message)
}
