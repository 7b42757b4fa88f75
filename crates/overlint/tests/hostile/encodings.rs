//! Bytes that are no plain UTF-8 text.

use crate::support::{assert_safe, build, check, config_map, listing, memory};
use overlint::report::{HumanOptions, JsonOptions, human, json};

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn texts() -> Vec<Vec<u8>> {
    let plain = config_map("a");
    let mut texts = vec![
        utf16(&plain, true),
        utf16(&plain, false),
        [b"\xEF\xBB\xBF", plain.as_bytes()].concat(),
        [plain.as_bytes(), b"---\n\xEF\xBB\xBF", config_map("b").as_bytes()].concat(),
        b"\xFF\xFE".to_vec(),
        b"\xFE\xFF\x00".to_vec(),
        b"\xFF\xFE\x00\xD8".to_vec(),
        b"\x00\x00\xFE\xFFa".to_vec(),
        b"".to_vec(),
        b"\0".to_vec(),
        b"---".to_vec(),
        b"%YAML 9.9\n---\na: b".to_vec(),
        b"\xC0\xAF".to_vec(),
        b"a: \xED\xA0\x80".to_vec(),
    ];
    for byte in (0..=0xFF_u8).filter(|byte| !matches!(byte, b' '..=b'~')) {
        texts.push([plain.as_bytes(), b"  x: y", &[byte], b"z\n"].concat());
        texts.push([plain.as_bytes(), b"  x", &[byte], b"y: \"z", &[byte], b"\"\n"].concat());
        texts.push(
            [b"apiVersion: v1\nkind: Pod\nmetadata: {name: a", &[byte][..], b"b}\nspex: {}\n"].concat(),
        );
        texts.push(format!("{plain}  x: \"\\x{byte:02x}\"\nspex\\x: \"\\x{byte:02x}\"\n").into_bytes());
    }
    texts
}

#[test]
fn any_bytes_as_any_file_give_a_safe_report() {
    for text in texts() {
        let tree = memory(&[
            ("resource/kustomization.yaml", listing(&["a.yaml"]).into_bytes()),
            ("resource/a.yaml", text.clone()),
            ("kustomization/kustomization.yaml", text.clone()),
            ("patch/kustomization.yaml", b"resources: [a.yaml]\npatches: [{path: p.yaml}]\n".to_vec()),
            ("patch/a.yaml", config_map("a").into_bytes()),
            ("patch/p.yaml", text.clone()),
            ("env/kustomization.yaml", b"configMapGenerator: [{name: a, envs: [e]}]\n".to_vec()),
            ("env/e", text.clone()),
            ("file/kustomization.yaml", b"secretGenerator: [{name: a, files: [e]}]\n".to_vec()),
            ("file/e", text.clone()),
        ]);
        let (report, sources) = check(tree);
        assert_eq!(report.summary.overlays, 5);
        let (mut shown, mut machine) = (Vec::new(), Vec::new());
        let options = HumanOptions { verbose: true, ..HumanOptions::default() };
        human::write(&report, &sources, &options, &mut shown).expect("written");
        json::write(&report, &sources, &JsonOptions::default(), &mut machine).expect("written");
        assert_safe(&String::from_utf8(shown).expect("UTF-8"));
        let machine = String::from_utf8(machine).expect("UTF-8");
        assert_safe(&machine);
        serde_json::from_str::<serde_json::Value>(&machine).expect("JSON");
    }
}

#[test]
fn wide_encodings_are_read() {
    for text in [utf16(&config_map("a"), true), utf16(&config_map("a"), false)] {
        build(&[("kustomization.yaml", listing(&["a.yaml"]).into_bytes()), ("a.yaml", text)])
            .expect("kustomize reads it");
    }
}
