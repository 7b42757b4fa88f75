//! Jobs and CronJobs.
//!
//! <https://kubernetes.io/docs/concepts/workloads/controllers/job/>

use super::grammar;
use super::judge::{Judge, shown};
use super::place::Place;
use super::pod::Setting;
use super::schedule;

/// A workload whose pods come to an end.
const ENDING: Setting<'_> =
    Setting { restarts: &["OnFailure", "Never"], may_end: true, claims: None, is_stateful: false };

/// How long the name of a CronJob may be: its Jobs get eleven characters behind it.
const MOST_CRON_JOB_NAME: usize = 52;

/// Labels that the server gives to the pods of a Job, and may be in its selector.
const OWN_LABELS: [&str; 4] =
    ["batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name"];

impl Judge<'_> {
    /// Judges a Job.
    pub(super) fn job(&mut self, root: &Place<'_>) {
        let Some(spec) = self.spec_of(root) else { return };
        self.job_spec(&spec);
        match spec.field("selector") {
            Some(selector) if spec.flag("manualSelector") => {
                self.label_selector(&selector);
                self.selects_template(&spec, &selector);
            }
            Some(selector) => self.generated_selector(&selector),
            None if spec.flag("manualSelector") => {
                let message = "with `manualSelector` the Job needs a `selector`";
                self.lacks(&spec, "selector", message, "add `selector`, or remove `manualSelector`");
            }
            None => {}
        }
        self.indexed_name(root, &spec);
    }

    fn generated_selector(&mut self, selector: &Place<'_>) {
        let labels = selector.field("matchLabels");
        let mut keys = labels.iter().flat_map(|labels| labels.entries()).map(|(key, _)| key);
        if keys.any(|key| !OWN_LABELS.contains(&key)) || selector.count("matchExpressions") > 0 {
            let message = "the selector of a Job is generated";
            self.refuse_key(
                "conflicting-fields",
                selector,
                message,
                "remove `selector`, or set `manualSelector: true`",
            );
        }
    }

    /// The pods of an indexed Job are hosts of its name and their number.
    fn indexed_name(&mut self, root: &Place<'_>, spec: &Place<'_>) {
        let Some(last) = spec.number("completions").filter(|count| *count > 0).map(|count| count - 1) else {
            return;
        };
        if spec.string("completionMode") != "Indexed" {
            return;
        }
        let Some(metadata) = root.field("metadata") else { return };
        let Some(name) = metadata.field("name") else { return };
        let host = format!("{}-{last}", name.text());
        if grammar::LABEL.fault(&host).is_some() {
            let message = format!("the pods of this Job cannot be called `{}`", shown(&host));
            self.refuse("invalid-name", &name, message, "give the Job a shorter name without dots");
        }
    }

    fn job_spec(&mut self, spec: &Place<'_>) {
        let counts = [
            "activeDeadlineSeconds",
            "backoffLimit",
            "backoffLimitPerIndex",
            "completions",
            "maxFailedIndexes",
            "parallelism",
            "ttlSecondsAfterFinished",
        ];
        self.not_negative(spec, &counts);
        self.template(spec, &ENDING);
        if spec.string("completionMode") == "Indexed" {
            self.indexed(spec);
        } else {
            for name in ["backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"] {
                self.must_not(spec, name, "is only for `completionMode: Indexed`");
            }
        }
        if let Some(policy) = spec.field("podFailurePolicy") {
            self.failure_policy(spec, &policy);
        }
    }

    fn indexed(&mut self, spec: &Place<'_>) {
        if spec.has("parallelism") && !spec.has("completions") {
            let message = "an indexed Job needs `completions`: how many indexes there are";
            self.lacks(spec, "completions", message, "add `completions`");
        }
        if spec.has("maxFailedIndexes") && !spec.has("backoffLimitPerIndex") {
            let message = "`maxFailedIndexes` needs `backoffLimitPerIndex`";
            self.lacks(spec, "backoffLimitPerIndex", message, "add `backoffLimitPerIndex`");
        }
        self.within(spec, "parallelism", 0..=100_000);
        let most = spec.number("completions").unwrap_or(i64::MAX).min(100_000);
        self.within(spec, "maxFailedIndexes", 0..=most.max(0));
    }

    fn failure_policy(&mut self, spec: &Place<'_>, policy: &Place<'_>) {
        let pods = spec.field("template");
        let pods = pods.as_ref().and_then(|template| template.field("spec"));
        if let Some(restart) = pods.as_ref().and_then(|pods| pods.field("restartPolicy"))
            && restart.text() == "OnFailure"
        {
            let message = "a `podFailurePolicy` needs pods that are not restarted";
            self.refuse("conflicting-fields", &restart, message, "write `Never`");
        }
        let Some(rules) = policy.field("rules") else { return };
        self.at_most(&rules, 20);
        for rule in rules.items() {
            self.just_one(&rule, &["onExitCodes", "onPodConditions"], "a rule looks at one thing");
            if rule.string("action") == "FailIndex" && !spec.has("backoffLimitPerIndex") {
                self.must_not(&rule, "action", "`FailIndex` needs `backoffLimitPerIndex` in the Job");
            }
            if let Some(codes) = rule.field("onExitCodes") {
                self.exit_codes(&codes, pods.as_ref());
            }
        }
    }

    fn exit_codes(&mut self, codes: &Place<'_>, pods: Option<&Place<'_>>) {
        if let (Some(name), Some(pods)) = (codes.field("containerName"), pods)
            && !has_container(pods, name.text())
        {
            let message = format!("the pods have no container `{}`", shown(name.text()));
            self.refuse("unknown-reference", &name, message, "write the name of a container of the template");
        }
        if !self.wants(codes, "values") {
            return;
        }
        let Some(values) = codes.field("values") else { return };
        self.at_most(&values, 255);
        let mut before = None;
        for value in values.items() {
            let code = value.integer();
            if code == Some(0) && codes.string("operator") == "In" {
                let message = "exit code 0 is no failure";
                self.refuse("out-of-range", &value, message, "remove it");
            } else if before.is_some() && code <= before {
                let message = "exit codes stand in ascending order, each once";
                self.refuse("out-of-range", &value, message, "sort the list");
            }
            before = code;
        }
    }

    /// Judges a CronJob.
    pub(super) fn cron_job(&mut self, root: &Place<'_>) {
        self.cron_job_name(root);
        let Some(spec) = self.spec_of(root) else { return };
        if self.wants(&spec, "schedule")
            && let Some(schedule) = spec.field("schedule")
        {
            self.schedule(&schedule);
        }
        if let Some(zone) = spec.field("timeZone") {
            self.time_zone(&zone);
        }
        self.not_negative(
            &spec,
            &["failedJobsHistoryLimit", "startingDeadlineSeconds", "successfulJobsHistoryLimit"],
        );
        let Some(template) = spec.field("jobTemplate") else { return };
        match template.field("spec") {
            Some(job) => {
                self.must_not(&job, "selector", "is generated for the Jobs of a CronJob");
                if job.flag("manualSelector") {
                    self.must_not(&job, "manualSelector", "cannot be true in a CronJob");
                }
                self.job_spec(&job);
            }
            None => {
                self.lacks(&template, "spec", "the Job template has no `spec`", "add `spec` with `template`")
            }
        }
    }

    fn cron_job_name(&mut self, root: &Place<'_>) {
        let Some(metadata) = root.field("metadata") else { return };
        let Some(name) = metadata.field("name") else { return };
        let length = name.text().len();
        if length > MOST_CRON_JOB_NAME {
            let message =
                format!("the name has {length} characters; a CronJob has at most {MOST_CRON_JOB_NAME}");
            self.refuse("invalid-name", &name, message, "shorten the name: its Jobs get a number behind it");
        }
    }

    fn schedule(&mut self, place: &Place<'_>) {
        if let Some((message, help)) = schedule::fault(place.text()) {
            self.refuse("invalid-schedule", place, message, help);
        }
    }

    fn time_zone(&mut self, zone: &Place<'_>) {
        if !schedule::is_time_zone(zone.text()) {
            let message = format!("`{}` is no time zone", shown(zone.text()));
            self.refuse(
                "invalid-schedule",
                zone,
                message,
                "write a name of the IANA data such as `Europe/Berlin`",
            );
        }
    }
}

fn has_container(pods: &Place<'_>, name: &str) -> bool {
    let lists = ["containers", "initContainers"].into_iter().filter_map(|list| pods.node().get(list));
    let mut names = lists.flat_map(|list| list.items()).filter_map(|container| container.get("name"));
    names.any(|known| known.text() == Some(name))
}
