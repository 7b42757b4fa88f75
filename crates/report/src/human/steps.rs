//! An account of steps, each with the source line that it is about.

use std::fmt::Write as _;
use std::io::{self, Write};

use overlint_source::{Origin, Sources};

use super::paint::Paint;
use super::snippet::{Drawing, Place};
use super::{FindingWriter, HumanOptions};
use crate::escape;

/// A step of an account.
#[derive(Clone, Debug)]
pub struct Step {
    /// What happened, in lower case.
    pub words: String,
    /// Where.
    pub origin: Origin,
    /// Whether the line may hold what must not reach a log.
    pub is_secret: bool,
}

/// Writes the steps, one below the other. Fails only where the writer does.
pub fn write_steps<'s>(
    steps: impl IntoIterator<Item = &'s Step>,
    sources: &Sources,
    options: &HumanOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let writer =
        FindingWriter { sources, options, paint: Paint(options.color), drawing: Drawing::new(options) };
    for step in steps {
        let mut text = String::new();
        let _ = writeln!(text, "{}", writer.paint.bold(&escape(&step.words)));
        writer.group("-->", &[Place { origin: step.origin, label: "" }], step.is_secret, &mut text);
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}
