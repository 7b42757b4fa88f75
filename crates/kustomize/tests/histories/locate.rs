//! Finding a text at its origin, in the file as it is.

use overlint_source::Input;

use crate::overlays::Build;

/// Where in its file a text stands: the file, and the bytes of what stands there just as the text has it.
pub(crate) struct Located {
    pub(crate) path: String,
    pub(crate) file: String,
    pub(crate) start: usize,
    pub(crate) length: usize,
}

/// Finds what was written; fails, saying how, where the place does not hold it.
pub(crate) fn locate(build: &Build<'_>, written: &Input) -> Result<Located, String> {
    let origin = written.origin;
    let source = build.sources.get(origin.source).ok_or("it comes from nowhere")?;
    let text = written.text.as_deref().ok_or("it is no text")?;
    let file = source.text().to_string();
    let line_start = *source.line_starts().get(origin.line as usize - 1).ok_or("there is no such line")?;
    let line = &file[line_start..];
    let end = line.find('\n').unwrap_or(line.len());
    let column = line[..end].char_indices().nth(origin.column as usize - 1).map_or(end, |(at, _)| at);
    let place = &line[column..];
    let found = verbatim(place, text).or_else(|| below(place, text)).ok_or_else(|| {
        let shown: String = place.chars().take(60).collect();
        let wanted: String = text.chars().take(60).collect();
        format!("{wanted:?} does not stand at {}:{}:{}: {shown:?}", source.path(), origin.line, origin.column)
    })?;
    let (start, length) = (line_start + column + found.0, found.1);
    Ok(Located { path: source.path().to_owned(), file, start, length })
}

/// The text itself, perhaps in quotes: as much of it as is spelled the same, and at least its first character.
fn verbatim(place: &str, text: &str) -> Option<(usize, usize)> {
    let quote = usize::from(place.starts_with(['"', '\'']));
    let place = &place[quote..];
    if text.is_empty() {
        return (quote == 1 || is_blank(place)).then_some((quote, 0));
    }
    if quote == 1 && place.starts_with('\\') {
        return Some((quote, 0));
    }
    let same = place.chars().zip(text.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    (same > 0
        && (same == text.len() || !text.is_char_boundary(same) || ends_a_line(&place[same..], &text[same..])))
    .then_some((quote, same))
}

/// Whether nothing but a null can stand here.
fn is_blank(place: &str) -> bool {
    let rest = place.trim_start_matches([' ', '\t']);
    rest.is_empty() || rest.starts_with(['\n', '\r', '#', ',', '}', ']', '~', '|', '>'])
}

/// Whether a text stops being spelled the same only for what YAML does to lines, quotes and escapes.
fn ends_a_line(place: &str, text: &str) -> bool {
    place.starts_with(['\n', '\r', '\\', ' ', '\t', '\'']) || text.starts_with(['\n', ' '])
}

/// The first line of a text that is written as a block, or further on in a scalar that holds it.
fn below(place: &str, text: &str) -> Option<(usize, usize)> {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let is_block = place.starts_with(['|', '>']);
    let behind = place.find('\n').unwrap_or(place.len());
    if is_block {
        let found = |part: &str| place[behind..].find(part).map(|at| (behind + at, part.len()));
        // A folded block has other lines than its text.
        return found(first).or_else(|| found(first.split_whitespace().next()?));
    }
    // A document that is itself the text of a quoted scalar has one place for all that it holds.
    place.starts_with(['"', '\'']).then_some(())?;
    place.find(first).map(|at| (at, first.len()))
}
