//! One test an overlay.

use overlint::testing::Suite;

use crate::shop;

fn arguments(text: &[&str]) -> libtest_mimic::Arguments {
    libtest_mimic::Arguments::from_iter(std::iter::once("tests").chain(text.iter().copied()))
}

fn suite() -> Suite {
    Suite::new(shop())
        .each("memory-limits", "web/overlays/*", |overlay, expect| {
            let limit = overlay.containers()[0].limits("memory");
            expect.that(limit.is_some(), &limit, "there is no memory limit");
        })
        .each("nothing", "no/such/overlay", |_, _| unreachable!("the glob matches nothing"))
        .whole("the-whole", |expect| assert_eq!(expect.repository().paths().len(), 2))
}

#[test]
fn each_overlay_is_a_test_with_its_own_verdict() {
    let names: Vec<String> = suite().trials(false).iter().map(|trial| trial.name().to_owned()).collect();
    let all = [
        "memory-limits::web/overlays/production",
        "memory-limits::web/overlays/staging",
        "nothing",
        "the-whole",
    ];
    assert_eq!(names, all);
    // What it prints would look like that of this test.
    let log = tempfile::NamedTempFile::new().unwrap();
    let run = |mut arguments: libtest_mimic::Arguments| {
        arguments.logfile = Some(log.path().to_str().unwrap().to_owned());
        let conclusion = libtest_mimic::run(&arguments, suite().trials(arguments.exact));
        (conclusion.num_passed, conclusion.num_failed)
    };
    assert_eq!(run(arguments(&[])), (2, 2));
    assert_eq!(run(arguments(&["staging"])), (1, 0));
    assert_eq!(run(arguments(&["--exact", "memory-limits::web/overlays/production"])), (0, 1));
}
