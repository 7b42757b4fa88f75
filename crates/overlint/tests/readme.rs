//! The README shows what the program prints.

use std::path::Path;

/// The fenced block behind the marker, with the duration, which differs from run to run, cut off.
fn shown(readme: &str) -> String {
    let block = readme.split("<!-- output -->\n```text\n").nth(1).expect("the README shows output");
    without_duration(block.split("```").next().expect("the block ends"))
}

fn without_duration(text: &str) -> String {
    let end = text.rfind(" in ").expect("the summary ends with a duration");
    text[..end].to_owned()
}

#[test]
fn the_readme_shows_real_output() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("there is a README");
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let shop = root.join("testdata/repos/shop").into_os_string();
    let exit = overlint::run(["overlint".into(), "check".into(), shop], &mut out, &mut err);
    assert_eq!(exit, overlint::Exit::Findings, "{}", String::from_utf8_lossy(&err));
    let out = String::from_utf8(out).expect("output is UTF-8");
    assert_eq!(without_duration(&out), shown(&readme));
}

#[test]
fn every_command_of_the_readme_is_one_of_the_program() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let readme = readme.expect("there is a README");
    let rows: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("| `overlint ")).collect();
    assert!(!rows.is_empty());
    for command in rows.iter().filter_map(|row| row.split([' ', '`']).next()) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let exit = overlint::run(["overlint", command, "--help"].map(Into::into), &mut out, &mut err);
        assert_eq!((exit, err.is_empty()), (overlint::Exit::Clean, true), "{command}");
    }
}
