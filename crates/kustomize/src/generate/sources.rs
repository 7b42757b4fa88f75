//! The keys and values of a generator: env files, literals and files.
//!
//! Source of the rules: `api/kv/kv.go` of kustomize 5.8.2.

use overlint_source::{Origin, SourceId};
use smol_str::SmolStr;

use crate::error::{BuildError, Fault, Result};
use crate::files::Files;
use crate::kustomization::{Generator, Text};

/// A key with its content.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) key: SmolStr,
    pub(super) key_origin: Origin,
    pub(super) content: Content,
    pub(super) value_origin: Origin,
}

/// The content of a key.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Text(SmolStr),
    /// What is not UTF-8.
    Bytes(Vec<u8>),
}

impl Content {
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// The most bytes that a line of an env file may have; kustomize stops reading at a longer one.
const MAX_ENV_LINE: usize = 64 * 1024;

/// Reads all sources of a generator: env files, then literals, then files. A key given twice is an error.
pub(super) fn read(generator: &Generator, files: &Files<'_>) -> Result<Vec<Source>> {
    let mut all = Vec::new();
    for env in &generator.envs {
        read_env_file(env, files, &mut all)?;
    }
    for literal in &generator.literals {
        all.push(read_literal(literal, files)?);
    }
    for file in &generator.files {
        all.push(read_file(file, files)?);
    }
    refuse_repeated(&all)?;
    Ok(all)
}

fn refuse_repeated(all: &[Source]) -> Result<()> {
    let mut seen = std::collections::HashMap::new();
    for source in all {
        if let Some(first) = seen.insert(&source.key, source.key_origin) {
            let message = format!("the key `{}` is given twice", source.key);
            return Err(BuildError::new(Fault::Generator, source.key_origin, message)
                .related(first, "first given here")
                .help("keep one of them"));
        }
    }
    Ok(())
}

fn read_literal(literal: &Text, files: &Files<'_>) -> Result<Source> {
    match literal.text.split_once('=') {
        Some((key, value)) if !key.is_empty() => {
            let inner = without_quotes(value);
            let quote = usize::from(inner.len() < value.len());
            Ok(Source {
                key: key.into(),
                key_origin: literal.origin,
                content: Content::Text(inner.into()),
                value_origin: files.part_of(literal, key.len() + 1 + quote, inner),
            })
        }
        _ => {
            let message = format!("`{}` is no literal", literal.text);
            Err(BuildError::new(Fault::Generator, literal.origin, message).help("write `key=value`"))
        }
    }
}

/// Takes one pair of the same quotes off.
fn without_quotes(text: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner;
        }
    }
    text
}

fn read_file(file: &Text, files: &Files<'_>) -> Result<Source> {
    let (key, name) = split_file(file)?;
    let path = Text { text: name.into(), ..file.clone() };
    let (real, bytes) = files.bytes(&path)?;
    let (content, source) = match String::from_utf8(bytes) {
        Ok(text) => {
            let source = files.sources.add(real, text.as_str());
            (Content::Text(text.into()), source)
        }
        Err(error) => (Content::Bytes(error.into_bytes()), SourceId::NOWHERE),
    };
    let value_origin = if source == SourceId::NOWHERE { file.origin } else { Origin::start_of(source) };
    Ok(Source { key: key.into(), key_origin: file.origin, content, value_origin })
}

fn split_file(file: &Text) -> Result<(&str, &str)> {
    let text = file.as_str();
    match text.split_once('=') {
        None => Ok((text.rsplit('/').next().unwrap_or(text), text)),
        Some((key, path)) if !key.is_empty() && !path.is_empty() && !path.contains('=') => Ok((key, path)),
        Some(_) => {
            let message = format!("`{text}` names no file");
            Err(BuildError::new(Fault::Generator, file.origin, message).help("write `path` or `key=path`"))
        }
    }
}

fn read_env_file(env: &Text, files: &Files<'_>, all: &mut Vec<Source>) -> Result<()> {
    let (real, bytes) = files.bytes(env)?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let source = files.sources.add(real, String::from_utf8_lossy(bytes).into_owned());
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.len() >= MAX_ENV_LINE {
            break;
        }
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let place = Origin { source, line: number, column: 1, length: 1 };
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Ok(line) = std::str::from_utf8(line) else {
            return Err(BuildError::new(Fault::Generator, place, "the line is not UTF-8"));
        };
        all.extend(env_line(line, place));
    }
    Ok(())
}

/// `key=value`, or a key alone, whose value is empty; blank lines and comments say nothing.
fn env_line(line: &str, place: Origin) -> Option<Source> {
    let content = line.trim_start();
    if content.is_empty() || content.starts_with('#') {
        return None;
    }
    let (key, value) = content.split_once('=').unwrap_or((content, ""));
    if key.is_empty() {
        return None;
    }
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(0);
    let column = count(line) - count(content) + 1;
    let key_origin = Origin { column, length: count(key), ..place };
    let value_origin = Origin { column: column + count(key) + 1, length: count(value).max(1), ..place };
    let content = Content::Text(value.into());
    Some(Source { key: key.into(), key_origin, content, value_origin })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_pair_of_quotes_is_taken_off() {
        assert_eq!(without_quotes("\"x\""), "x");
        assert_eq!(without_quotes("\"x'"), "\"x'");
        assert_eq!(without_quotes("\""), "\"");
        assert_eq!(without_quotes(""), "");
    }

    #[test]
    fn env_lines_keep_their_values_verbatim() {
        let read = |line| {
            env_line(line, Origin::NOWHERE).map(|source| {
                (source.key.to_string(), String::from_utf8_lossy(source.content.bytes()).into_owned())
            })
        };
        assert_eq!(read("  a=\"b\" # c "), Some(("a".into(), "\"b\" # c ".into())));
        assert_eq!(read("a"), Some(("a".into(), String::new())));
        assert_eq!(read("# a=b"), None);
        assert_eq!(read("   "), None);
    }
}
