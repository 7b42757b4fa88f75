//! A few source lines with the faults underlined, drawn by miette.

use std::fmt::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};
use overlint_source::{Origin, Source, Sources};

use super::HumanOptions;
use super::excerpt::{Excerpt, conceal};

/// Where the drawn box begins; miette's own heading before it is dropped, ours stands in its place.
const BOX_TOP: char = '╭';

/// Columns that the line number and the frame take.
const FRAME: usize = 8;

/// A source line never gets less room than this.
const MIN_BUDGET: usize = 40;

/// How far below or above the fault a related place may lie to be drawn in the same box.
const BESIDE: u32 = 3;

/// A place to underline, and what to say there.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) origin: Origin,
    pub(super) label: &'a str,
}

/// Draws snippets by the options of a report.
pub(super) struct Drawing {
    handler: GraphicalReportHandler,
    budget: usize,
}

impl Drawing {
    pub(super) fn new(options: &HumanOptions) -> Self {
        let theme = if options.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_width(usize::MAX).with_wrap_lines(false);
        Self {
            handler: handler.without_syntax_highlighting(),
            budget: options.width.saturating_sub(FRAME).max(MIN_BUDGET),
        }
    }

    /// Whether a place can be drawn in the box of the fault: near it, and neither of the lines needs a cut.
    pub(super) fn fits_beside(&self, sources: &Sources, fault: Origin, place: Place<'_>) -> bool {
        if place.origin.source != fault.source || place.origin.line.abs_diff(fault.line) > BESIDE {
            return false;
        }
        let source = sources.get(fault.source);
        let fits = |line| {
            let text = source.as_ref().and_then(|source| source.line(line));
            text.is_some_and(|text| text.chars().count() <= self.budget)
        };
        fits(fault.line) && fits(place.origin.line)
    }

    /// Draws the lines that hold the places, all of one source, with a line of context on either side.
    /// Nothing is drawn, and the answer is false, where the source has no such line.
    pub(super) fn draw(
        &self,
        source: &Source,
        places: &[Place<'_>],
        secret: bool,
        text: &mut String,
    ) -> bool {
        let Some(snippet) = Snippet::new(source, places, secret, self.budget) else { return false };
        let mut drawn = String::new();
        if self.handler.render_report(&mut drawn, &snippet).is_err() {
            return false;
        }
        let Some((_, body)) = drawn.split_once(BOX_TOP).and_then(|(_, rest)| rest.split_once('\n')) else {
            return false;
        };
        let _ = write!(text, "{body}");
        true
    }
}

/// The lines around some places, and the places in them.
#[derive(Debug)]
struct Snippet {
    text: String,
    /// The number of the first line, from 0 as miette counts.
    first: usize,
    labels: Vec<LabeledSpan>,
}

impl Snippet {
    fn new(source: &Source, places: &[Place<'_>], secret: bool, budget: usize) -> Option<Self> {
        let lines = places.iter().map(|place| place.origin.line);
        let (first, last) = (lines.clone().min()?, lines.max()?);
        source.line(first)?;
        let context = u32::from(!secret);
        let first = first.saturating_sub(context).max(1);
        let mut snippet = Self { text: String::new(), first: first as usize - 1, labels: Vec::new() };
        for number in first..=last.saturating_add(context) {
            let Some(line) = source.line(number) else { break };
            if number > last && line.is_empty() {
                break;
            }
            let here: Vec<_> = places.iter().filter(|place| place.origin.line == number).collect();
            if secret { snippet.add(&conceal(line), &here, budget) } else { snippet.add(line, &here, budget) }
        }
        Some(snippet)
    }

    fn add(&mut self, line: &str, places: &[&Place<'_>], budget: usize) {
        let focus = places.first().map_or(0..0, |place| code_points(place.origin));
        let excerpt = Excerpt::new(line, focus, budget);
        let start = self.text.len();
        self.text.push_str(excerpt.text());
        for place in places {
            let bytes = excerpt.bytes(code_points(place.origin));
            let label = (!place.label.is_empty()).then(|| crate::escape(place.label).into_owned());
            self.labels.push(LabeledSpan::new(label, start + bytes.start, bytes.len()));
        }
        self.text.push('\n');
    }
}

fn code_points(origin: Origin) -> std::ops::Range<usize> {
    let start = (origin.column as usize).saturating_sub(1);
    start..start.saturating_add((origin.length as usize).max(1))
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let span = (0, self.text.len()).into();
        let lines = self.text.matches('\n').count();
        Ok(Box::new(MietteSpanContents::new(self.text.as_bytes(), span, self.first, 0, lines)))
    }
}

impl Diagnostic for Snippet {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// The headline is ours, so miette's is empty.
impl fmt::Display for Snippet {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet {}
