//! Writes all versions into one file, in the form that `overlint_schemas::layout` describes.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use overlint_schemas::layout::{self, Section};

use super::nodes::{Names, Nodes};
use super::openapi::{Api, Kind, Root, Shape};

/// What holds from one version to another, both as index and included.
struct Range<T> {
    first: u8,
    last: u8,
    value: T,
}

type History<K, T> = BTreeMap<K, Vec<Range<T>>>;

/// The packed form of all versions. Fails where a number does not fit the layout.
pub(super) fn pack(apis: &BTreeMap<u8, Api>) -> Result<Vec<u8>> {
    let (mut kinds, mut definitions) = (History::new(), History::new());
    for (index, api) in (0..).zip(apis.values()) {
        record(&mut kinds, index, &api.kinds);
        record(&mut definitions, index, &api.definitions);
    }
    let names = collect_names(&kinds, &definitions)?;
    let mut sections: [Vec<u8>; layout::SECTIONS] = Default::default();
    sections[Section::Versions as usize] = apis.keys().copied().collect();
    write_strings(&mut sections, &names)?;
    write_definitions(&mut sections, &definitions, &names)?;
    sections[Section::Kinds as usize] = kind_rows(&kinds, &names)?;
    join(&sections)
}

fn record<K: Clone + Ord, T: Clone + PartialEq>(
    history: &mut History<K, T>,
    index: u8,
    values: &BTreeMap<K, T>,
) {
    for (key, value) in values {
        let ranges = history.entry(key.clone()).or_default();
        match ranges.last_mut() {
            Some(range) if range.last + 1 == index && range.value == *value => range.last = index,
            _ => ranges.push(Range { first: index, last: index, value: value.clone() }),
        }
    }
}

fn collect_names(kinds: &History<Kind, Root>, definitions: &History<String, Shape>) -> Result<Names> {
    let mut strings = BTreeSet::from([String::new()]);
    for kind in kinds.keys() {
        strings.extend([kind.group.clone(), kind.version.clone(), kind.name.clone()]);
    }
    for (name, ranges) in definitions {
        strings.insert(short_name(name).to_owned());
        for range in ranges {
            collect_strings(&range.value, &mut strings);
        }
    }
    Ok(Names { strings: number(strings)?, definitions: number(definitions.keys().cloned())? })
}

fn collect_strings(shape: &Shape, strings: &mut BTreeSet<String>) {
    match shape {
        Shape::Object(fields) => {
            strings.extend(fields.keys().cloned());
            for field in fields.values() {
                collect_strings(&field.shape, strings);
            }
        }
        Shape::List(inner) | Shape::Map(inner) => collect_strings(inner, strings),
        Shape::Enumeration(values) => strings.extend(values.iter().cloned()),
        _ => {}
    }
}

fn number<M: FromIterator<(String, u16)>>(names: impl IntoIterator<Item = String>) -> Result<M> {
    let numbered = names.into_iter().enumerate();
    numbered.map(|(index, name)| Ok((name, u16::try_from(index).context("too many names")?))).collect()
}

fn short_name(definition: &str) -> &str {
    definition.rsplit('.').next().unwrap_or(definition)
}

fn write_strings(sections: &mut [Vec<u8>; layout::SECTIONS], names: &Names) -> Result<()> {
    let sorted: BTreeSet<&String> = names.strings.keys().collect();
    for string in sorted {
        sections[Section::StringBytes as usize].extend(string.as_bytes());
        let end = u32::try_from(sections[Section::StringBytes as usize].len())?;
        sections[Section::StringEnds as usize].extend(end.to_le_bytes());
    }
    Ok(())
}

fn write_definitions(
    sections: &mut [Vec<u8>; layout::SECTIONS],
    definitions: &History<String, Shape>,
    names: &Names,
) -> Result<()> {
    let (mut nodes, mut rows, mut bounds) = (Nodes::default(), Vec::new(), Vec::new());
    for (name, ranges) in definitions {
        bounds.push([names.string(short_name(name))?, u16::try_from(rows.len()).context("too many ranges")?]);
        for range in ranges.iter().rev() {
            let [low, high] = nodes.intern(&range.value, names)?.to_le_bytes();
            rows.push([range.first, range.last, low, high]);
        }
    }
    bounds.push([0, u16::try_from(rows.len()).context("too many ranges")?]);
    let words = bounds.concat().into_iter().flat_map(u16::to_le_bytes);
    sections[Section::Definitions as usize] = words.collect();
    sections[Section::Ranges as usize] = rows.concat();
    for (section, bytes) in
        [Section::Nodes, Section::Fields, Section::Values].into_iter().zip(nodes.into_bytes())
    {
        sections[section as usize] = bytes;
    }
    Ok(())
}

fn kind_rows(kinds: &History<Kind, Root>, names: &Names) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for (kind, ranges) in kinds {
        let texts = [&kind.group, &kind.version, &kind.name];
        for range in ranges {
            for text in texts {
                bytes.extend(names.string(text)?.to_le_bytes());
            }
            bytes.extend(names.definition(&range.value.definition)?.to_le_bytes());
            let flags = if range.value.is_list { layout::KIND_IS_LIST } else { 0 };
            bytes.extend([range.first, range.last, flags, 0]);
        }
    }
    Ok(bytes)
}

fn join(sections: &[Vec<u8>]) -> Result<Vec<u8>> {
    let mut bytes = layout::MAGIC.to_vec();
    bytes.extend(layout::FORMAT.to_le_bytes());
    let mut start = layout::OFFSETS + 4 * (layout::SECTIONS + 1);
    for section in sections {
        bytes.extend(u32::try_from(start)?.to_le_bytes());
        start += section.len();
    }
    bytes.extend(u32::try_from(start)?.to_le_bytes());
    bytes.extend(sections.concat());
    Ok(bytes)
}
