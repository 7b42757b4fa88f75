//! Documents, directives and comments.

use crate::support::{documents, first, show};

fn roots(text: &str) -> Vec<String> {
    let documents = documents(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    documents.iter().map(|document| document.root.as_ref().map_or("nothing".to_owned(), show)).collect()
}

#[test]
fn a_stream_is_cut_into_documents() {
    assert_eq!(roots(""), [""; 0]);
    assert_eq!(roots("# only a comment\n"), [""; 0]);
    assert_eq!(roots("---\n"), ["nothing"]);
    assert_eq!(roots("---\n---\na: 1\n"), ["nothing", "{a: 1}"]);
    assert_eq!(roots("a: 1\n---\n- b\n...\n---\nc\n"), ["{a: 1}", "[b]", "c"]);
    assert_eq!(roots("--- a\n--- |\n b\n--- {c: d}\n"), ["a", "|b\\n|", "{c: d}"]);
    assert_eq!(roots("a\n...\n...\n%YAML 1.1\n---\nb\n"), ["a", "b"]);
    assert_eq!(roots("null\n---\n~\n"), ["null", "~"]);
}

#[test]
fn the_first_document_is_read_alone() {
    for text in ["{a: 1}\n---\nb: [\n", "{a: 1}\n{b: 2}\n", "a: 1\n...\nb c d\n", "a: 1\n...\n---\n- x\n] \n"]
    {
        assert!(first(text).is_ok(), "{text:?}");
        assert!(documents(text).is_err() || text.starts_with("a: 1\n...\nb"), "{text:?}");
    }
    assert!(first("a: 1\n...\n").unwrap().root.is_some());
    assert!(first("").unwrap().root.is_none());
}

#[test]
fn what_go_yaml_looked_at_already_must_be_sound() {
    assert!(first("a: 1\n---\n@\n").is_err());
    assert!(first("a: 1\n---\nb: 2\nc: @\n").is_ok());
    assert!(first("a: 1\n--- \u{7}").is_err());
    let far = format!("a: 1\n---\n{}\u{7}", "- x\n".repeat(1000));
    assert!(first(&far).is_ok());
    assert!(documents(&far).is_err());
}

#[test]
fn directives_need_a_document_start() {
    assert!(first("%YAML 1.1\n---\na: 1\n").is_ok());
    assert!(first("%YAML 1.2\n---\na: 1\n").is_err());
    assert!(first("%YAML 1.1\n").is_err());
    assert!(first("%YAML 1.1\n%YAML 1.1\n---\n").is_err());
    assert!(first("a: 1\n%YAML 1.1\n---\nb: 1\n").is_ok());
}

#[test]
fn anchors_hold_for_their_document_only() {
    assert!(documents("&a 1\n---\n*a\n").is_err());
}

#[test]
fn comments_that_speak_to_us_are_kept() {
    let text = "# overlint: allow(x) top\na: 1  #overlint: allow(y)\nb: |  # overlint: z \n  # overlint: text\n#  other\n# overlint not\n---\n## overlint: last";
    let documents = documents(text).unwrap();
    let said = |index: usize| {
        let comments = documents[index].comments.iter();
        comments.map(|c| (c.origin.line, c.origin.column, c.text.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(
        said(0),
        [(1, 1, "overlint: allow(x) top"), (2, 7, "overlint: allow(y)"), (3, 7, "overlint: z")]
    );
    assert_eq!(said(1), [(8, 1, "overlint: last")]);
}
