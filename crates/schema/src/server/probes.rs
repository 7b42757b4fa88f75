//! Probes and the hooks of a container's life.
//!
//! <https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/>

use super::grammar;
use super::judge::Judge;
use super::place::Place;
use super::pod::Pod;

impl Judge<'_> {
    /// Judges the probe under that key of a container.
    pub(super) fn probe(&mut self, name: &str, probe: &Place<'_>) {
        self.just_one(probe, &["exec", "httpGet", "tcpSocket", "grpc"], "a probe does one thing");
        self.actions(probe);
        let numbers = [
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold",
        ];
        self.not_negative(probe, &numbers);
        if name == "readinessProbe" {
            self.must_not(
                probe,
                "terminationGracePeriodSeconds",
                "has no use in a readiness probe, which ends nothing",
            );
            return;
        }
        self.within(probe, "terminationGracePeriodSeconds", 1..=i64::MAX);
        if let Some(threshold) = probe.field("successThreshold")
            && threshold.integer().is_some_and(|number| number > 1)
        {
            let message = format!("`successThreshold` of a {name} must be 1");
            self.refuse("out-of-range", &threshold, message, "write 1, or remove it");
        }
    }

    /// Judges what happens when a container begins and ends.
    pub(super) fn lifecycle(&mut self, lifecycle: &Place<'_>, pod: &Pod<'_>) {
        for (name, hook) in lifecycle.fields().filter(|(name, _)| matches!(*name, "postStart" | "preStop")) {
            let reason = format!("`{name}` does one thing");
            self.just_one(&hook, &["exec", "httpGet", "tcpSocket", "sleep"], &reason);
            self.actions(&hook);
            if let Some(sleep) = hook.field("sleep") {
                // A negative one is given to a pod as 1.
                self.within(&sleep, "seconds", 0..=if pod.grace < 0 { 1 } else { pod.grace });
            }
        }
    }

    fn actions(&mut self, handler: &Place<'_>) {
        for (name, action) in handler.fields() {
            match name {
                "exec" => {
                    self.wants(&action, "command");
                }
                "httpGet" => {
                    self.wants_port(&action, "port");
                    self.headers(&action);
                }
                "tcpSocket" => self.wants_port(&action, "port"),
                "grpc" => self.wants_port_number(&action, "port"),
                _ => {}
            }
        }
    }

    fn headers(&mut self, action: &Place<'_>) {
        let Some(headers) = action.field("httpHeaders") else { return };
        for header in headers.items() {
            self.wants_named(&header, "name", &grammar::HEADER_NAME);
        }
    }
}
