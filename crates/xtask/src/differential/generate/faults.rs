//! Inputs that are wrong: what kustomize refuses we must refuse, and what it lets pass must pass.

use super::super::input::Entry;
use super::super::random::Random;
use super::scene::Scene;

/// Breaks one thing in a tree that is made.
pub(crate) fn spoil(scene: &mut Scene) {
    let paths: Vec<String> = scene.input.entries.keys().cloned().collect();
    let Some(index) = scene.random.index(paths.len()) else { return };
    let path = &paths[index];
    if scene.random.chance(10) {
        scene.input.entries.remove(path);
        return scene.mark("fault missing file");
    }
    let Some(Entry::File(bytes)) = scene.input.entries.get(path) else { return };
    let Ok(text) = String::from_utf8(bytes.clone()) else { return };
    let (name, spoilt) = spoil_text(&mut scene.random, &text);
    scene.mark(&format!("fault {name}"));
    scene.file(path.clone(), spoilt);
}

/// A text with one thing wrong in it, and what that is.
pub(crate) fn spoil_text(random: &mut Random, text: &str) -> (&'static str, String) {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let Some(at) = random.index(lines.len()) else { return ("nothing", String::new()) };
    let line = lines[at].clone();
    let name = match random.below(14) {
        0 => {
            lines.remove(at);
            "line left out"
        }
        1 => {
            lines.insert(at, line);
            "line twice"
        }
        2 => {
            lines[at] = format!("  {line}");
            "indented"
        }
        3 => {
            lines[at] = line.replacen(": ", ":", 1);
            "no blank behind a colon"
        }
        4 => {
            lines[at] = format!("{line} }}");
            "stray brace"
        }
        5 => {
            lines[at] = line.replacen(':', "s:", 1);
            "misspelt key"
        }
        6 => {
            lines[at] = format!("\t{line}");
            "tab"
        }
        7 => {
            lines[at] = line.split_once(':').map_or(line.clone(), |(key, _)| format!("{key}: 12"));
            "a number"
        }
        8 => {
            lines[at] = line.split_once(':').map_or(line.clone(), |(key, _)| format!("{key}:"));
            "a null"
        }
        9 => {
            lines[at] = line.split_once(':').map_or(line.clone(), |(key, _)| format!("{key}: [x]"));
            "a list"
        }
        10 => {
            lines[at] = line.split_once(':').map_or(line.clone(), |(key, _)| format!("{key}: {{x: y}}"));
            "a map"
        }
        11 => {
            lines.truncate(at);
            "cut off"
        }
        12 => {
            lines[at] = line.replacen('"', "", 1).replacen('\'', "", 1);
            "quote left out"
        }
        _ => {
            lines.insert(
                at,
                random
                    .pick(&[
                        "---",
                        "...",
                        "8080: x",
                        "? a",
                        "%YAML 1.1",
                        "--- x",
                        "<<: {a: b}",
                        "a: *none",
                        "true: x",
                    ])
                    .to_owned(),
            );
            "line put in"
        }
    };
    (name, lines.join("\n") + "\n")
}
