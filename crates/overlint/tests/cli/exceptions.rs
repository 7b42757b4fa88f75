//! Exceptions: each kind takes out what it is for and nothing else, and one that does nothing is itself a finding.

use std::process::Command;

use overlint::Exit;

use crate::support::{Checkout, Run, WEB};

fn web(change: impl Fn(&str) -> String) -> Checkout {
    Checkout::new().overlay("web", &change(WEB))
}

fn configured(configuration: &str) -> Checkout {
    web(str::to_owned).file("overlint.yaml", configuration)
}

#[track_caller]
fn is_quiet(run: Run) {
    run.ended(Exit::Clean).says(&["0 errors, 0 warnings, 1 suppressed"]);
}

/// The counts of a run: a finding stays where nothing takes it out.
#[track_caller]
fn stays(run: Run, words: &[&str]) {
    run.says(&["warning[missing-memory-limit]"]).says(words).does_not_say("suppressed");
}

#[test]
fn a_comment_takes_out_the_finding_of_its_line_or_of_the_one_below() {
    let at = "        resources: {requests: {cpu: 1, memory: 1Gi}}";
    is_quiet(
        web(|web| web.replace(at, &format!("{at} # overlint: allow(missing-memory-limit) none yet")))
            .run(&["check"]),
    );
    is_quiet(
        web(|web| web.replace(at, &format!("        # overlint: allow(missing-memory-limit)\n{at}")))
            .run(&["check"]),
    );
    is_quiet(web(|web| format!("# overlint: allow-file(missing-memory-limit)\n{web}")).run(&["check"]));
    stays(
        web(|web| format!("# overlint: allow(missing-memory-limit)\n{web}")).run(&["check"]),
        &[
            "warning[unused-exception]: nothing is found that this exception from `missing-memory-limit` would allow",
        ],
    );
}

#[test]
fn a_comment_may_be_from_rules_by_a_pattern() {
    let comment = |rules: &str| web(|web| format!("# overlint: allow-file({rules})\n{web}"));
    is_quiet(comment("missing-*").run(&["check"]));
    is_quiet(comment("*").run(&["check"]));
    stays(comment("*-probe").run(&["check"]), &["warning[unused-exception]", "from `*-probe` would allow"]);
    let unknown = "warning[unknown-exception]: there is no policy `mising-*`";
    stays(comment("mising-*").run(&["check"]), &[unknown]);
    let locked = "suppressions: {locked: [missing-memory-limit]}\n";
    stays(
        comment("missing-*").file("overlint.yaml", locked).run(&["check"]).ended(Exit::Findings),
        &[
            "error[exception-not-allowed]: this exception has no effect on `missing-memory-limit`, which is locked",
        ],
    );
}

#[test]
fn a_comment_takes_a_star_and_no_other_glob() {
    for pattern in ["missing-memory-limi?", "missing-memory-limi[t]", "{missing-memory-limit}"] {
        stays(
            web(|web| format!("# overlint: allow-file({pattern})\n{web}")).run(&["check"]),
            &[&format!("warning[unknown-exception]: there is no policy `{pattern}`")],
        );
    }
}

#[test]
fn a_pattern_that_is_used_says_on_what_it_has_no_effect() {
    let locked = "suppressions: {locked: [missing-config-map, missing-secret]}\n";
    let message = "error[exception-not-allowed]: this exception has no effect on `missing-config-map`, `missing-secret`, which are locked";
    let comment =
        web(|web| format!("# overlint: allow-file(missing-*)\n{web}")).file("overlint.yaml", locked);
    let listed = configured(&format!("{locked}exceptions: [{{rule: missing-*}}]\n"));
    for checkout in [comment, listed] {
        let run = checkout.run(&["check"]).ended(Exit::Findings);
        run.says(&[message, "name only rules that are not locked", "1 suppressed"])
            .does_not_say("warning[missing-memory-limit]");
    }
}

#[test]
fn an_annotation_is_no_pattern() {
    let note = "annotations: {overlint.dev/allow.missing-*: none yet}";
    stays(
        web(|web| web.replace("  name: web\n", &format!("  name: web\n  {note}\n"))).run(&["check"]),
        &["warning[unknown-exception]: there is no policy `missing-*`"],
    );
}

#[test]
fn an_annotation_counts_on_the_object_and_on_its_pods() {
    let note = "annotations: {overlint.dev/allow.missing-memory-limit: none yet}";
    is_quiet(web(|web| web.replace("  name: web\n", &format!("  name: web\n  {note}\n"))).run(&["check"]));
    is_quiet(
        web(|web| web.replace("labels: {app: web}", &format!("labels: {{app: web}}\n      {note}")))
            .run(&["check"]),
    );
    let other = note.replace("missing-memory-limit", "wrong-type");
    stays(
        web(|web| web.replace("  name: web\n", &format!("  name: web\n  {other}\n"))).run(&["check"]),
        &["warning[unused-exception]"],
    );
}

#[test]
fn an_item_of_the_configuration_says_where_it_holds() {
    for fits in [
        "rule: missing-memory-limit",
        "rule: [wrong-type, missing-*]",
        "rule: missing-memory-limit, resource: Deployment/w*, container: app, overlays: web, files: web/**",
        "rule: missing-memory-limit, resource: '*/Deployment/web', until: 9999-12-31, reason: none yet",
    ] {
        is_quiet(configured(&format!("exceptions:\n- {{{fits}}}\n")).run(&["check"]));
    }
    for fits_not in [
        "resource: Deployment/x",
        "container: b",
        "overlays: other",
        "files: other/**",
        "resource: x/Deployment/web",
    ] {
        stays(
            configured(&format!("exceptions:\n- {{rule: missing-memory-limit, {fits_not}}}\n"))
                .run(&["check"]),
            &[
                "warning[unused-exception]: nothing is found that this exception from `missing-memory-limit` would allow",
                "--> overlint.yaml:2:4",
            ],
        );
    }
}

#[test]
fn an_exception_that_is_over_has_no_effect() {
    stays(
        configured("exceptions:\n- {rule: missing-memory-limit, until: 2020-02-29}\n").run(&["check"]),
        &["warning[expired-exception]: the exception from `missing-memory-limit` ended on 2020-02-29"],
    );
}

#[test]
fn a_reason_can_be_asked_for() {
    let settings = "suppressions: {require-reason: true}\n";
    let comment = |reason: &str| {
        let at = "        resources: {requests: {cpu: 1, memory: 1Gi}}";
        web(|web| web.replace(at, &format!("{at} # overlint: allow(missing-memory-limit){reason}")))
            .file("overlint.yaml", settings)
            .run(&["check"])
    };
    is_quiet(comment(" none yet"));
    stays(comment("").ended(Exit::Findings), &["error[exception-without-reason]", "say why"]);
    let listed =
        |more: &str| configured(&format!("{settings}exceptions:\n- {{rule: missing-memory-limit{more}}}\n"));
    is_quiet(listed(", reason: none yet").run(&["check"]));
    stays(
        listed("").run(&["check"]).ended(Exit::Findings),
        &["error[exception-without-reason]", "overlint.yaml:3:4"],
    );
}

#[test]
fn locked_rules_have_no_exceptions_and_comments_can_be_forbidden() {
    for (settings, words) in [
        ("locked: [missing-*]", "no effect on `missing-memory-limit`, which is locked"),
        ("comments: false", "the configuration allows no exceptions in comments"),
    ] {
        let run = web(|web| format!("# overlint: allow-file(missing-memory-limit)\n{web}"))
            .file("overlint.yaml", &format!("suppressions: {{{settings}}}\n"))
            .run(&["check"])
            .ended(Exit::Findings);
        stays(run, &["error[exception-not-allowed]", words]);
    }
}

#[test]
fn an_item_from_a_locked_rule_is_told_as_that() {
    let configuration = "suppressions: {locked: [missing-memory-limit]}\nexceptions: [{rule: missing-*}]\n";
    stays(
        configured(configuration).run(&["check"]).ended(Exit::Findings),
        &[
            "error[exception-not-allowed]: this exception has no effect on `missing-memory-limit`, which is locked",
            "overlint.yaml:2:",
        ],
    );
}

#[test]
fn an_exception_from_no_rule_is_told_with_what_was_meant() {
    stays(
        web(|web| format!("# overlint: allow-file(missing-memory-limits)\n{web}")).run(&["check"]),
        &[
            "warning[unknown-exception]: there is no policy `missing-memory-limits`",
            "did you mean `missing-memory-limit`?",
        ],
    );
    stays(
        web(|web| format!("# overlint: alow(missing-memory-limit)\n{web}")).run(&["check"]),
        &["warning[unknown-exception]: this comment makes no exception"],
    );
    configured("exceptions:\n- rule: missing-memory-limits\n").run(&["check"]).ended(Exit::CouldNotRun);
}

#[test]
fn mistakes_in_the_configuration_of_exceptions_are_told_at_their_lines() {
    for (configuration, words, line) in [
        ("exceptions: all\n", "`exceptions` must be a list", 1),
        ("exceptions:\n- rule: wrong-type\n  until: tomorrow\n", "`tomorrow` is no date", 3),
        ("exceptions:\n- rule: wrong-type\n  resource: web\n", "`web` names no resource", 3),
        ("exceptions:\n- rule: wrong-type\n  reasn: x\n", "reasn", 3),
        ("suppressions: {locked: [none]}\n", "there is no policy `none`", 1),
        ("ratchet: {wrong-type: few}\n", "`wrong-type` needs a count of findings", 1),
        ("baseline: [a]\n", "`baseline` must be the name of a file", 1),
    ] {
        configured(configuration).run(&["check"]).refused(&[words, &format!("overlint.yaml:{line}:")]);
    }
}

#[test]
fn a_baseline_keeps_what_is_known_quiet_and_outlives_moved_lines() {
    let checkout = web(str::to_owned);
    let file = checkout.argument("known.json");
    let flag = format!("--write-baseline={file}");
    let run = checkout.run(&["check", &flag, "--fail-on", "warning"]).ended(Exit::Clean);
    assert!(run.err.starts_with("1 findings written to"), "{}", run.err);
    let check = ["check", "--baseline", &file, "--fail-on", "warning"];
    is_quiet(checkout.run(&check));
    checkout.write("web/object.yaml", &format!("# one line more\n{WEB}"));
    is_quiet(checkout.run(&check));
    checkout.write("web/object.yaml", &WEB.replace("name: app", "name: other"));
    checkout.run(&check).ended(Exit::Findings).says(&[
        "warning[missing-memory-limit]: container `other`",
        "warning[unused-exception]: a finding of the baseline is gone",
    ]);
}

#[test]
fn a_baseline_of_the_configuration_has_to_be_there() {
    configured("baseline: known.json\n")
        .run(&["check"])
        .refused(&["the baseline `known.json` cannot be read"]);
    let checkout = configured("baseline: known.json\n");
    checkout.run(&["check", "--write-baseline"]).ended(Exit::Clean);
    is_quiet(checkout.run(&["check"]));
    checkout.write("known.json", "{\"version\": 2, \"findings\": []}");
    checkout.run(&["check"]).refused(&["`known.json` is of version 2"]);
    checkout.write("known.json", "{\"version\": 1, \"findings\": [{}]}");
    checkout.run(&["check"]).refused(&["`known.json`, line 1"]);
}

#[test]
fn what_keeps_an_overlay_from_being_built_has_no_exception() {
    let kustomization =
        "# overlint: allow-file(*)\n# overlint: allow-file(missing-file)\nresources: [gone.yaml]\n";
    let checkout = Checkout::new().file("web/kustomization.yaml", kustomization);
    let run = checkout.run(&["check", "--write-baseline"]).ended(Exit::Findings);
    run.says(&["gone.yaml", "1 could not be built"]).does_not_say("suppressed");
}

#[test]
fn a_ratchet_lets_the_known_number_be_and_no_more() {
    let run =
        |count: usize| configured(&format!("ratchet: {{missing-memory-limit: {count}}}\n")).run(&["check"]);
    run(1).ended(Exit::Clean).says(&["0 errors, 0 warnings, 1 info"]);
    run(0).ended(Exit::Findings).says(&[
        "warning[missing-memory-limit]",
        "error[ratchet-exceeded]: 1 findings of `missing-memory-limit`, of which only 0 are known",
    ]);
    run(3).ended(Exit::Clean).says(&[
        "warning[loose-ratchet]: `missing-memory-limit` allows 3 findings, and there are only 1",
        "lower the number to 1",
    ]);
}

#[test]
fn a_part_of_the_repository_does_not_tell_what_is_unused() {
    let checkout =
        configured("exceptions:\n- rule: wrong-type\nratchet: {wrong-type: 3}\n").overlay("other", WEB);
    checkout
        .run_on("other", &["check"])
        .ended(Exit::Clean)
        .does_not_say("unused-exception")
        .does_not_say("loose");
}

#[test]
fn a_pinned_configuration_is_that_of_the_revision() {
    let checkout = web(str::to_owned).file("overlint.yaml", "policies: {missing-memory-limit: error}\n");
    let git = |args: &[&str]| {
        let names = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        let status = Command::new("git").args(names).args(args).current_dir(checkout.path(".")).status();
        assert!(status.unwrap().success(), "git {args:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "first"]);
    checkout.write("overlint.yaml", "policies: {missing-memory-limit: off}\n");
    checkout.run(&["check"]).ended(Exit::Clean);
    checkout
        .run(&["check", "--config-from", "main"])
        .ended(Exit::Findings)
        .says(&["error[missing-memory-limit]"]);
    checkout.run(&["check", "--config-from", "HEAD~7"]).refused(&["there is no git revision `HEAD~7`"]);
    checkout.run(&["check", "--config-from=--help"]).refused(&["there is no git revision `--help`"]);
    checkout.run(&["check", "--config-from", "main", "--config", "x"]).ended(Exit::CouldNotRun);
}
