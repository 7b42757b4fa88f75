//! How the kubelet learns that a container works.

mod hasty_liveness_probe;
mod identical_probes;
mod impatient_startup_probe;
mod missing_liveness_probe;
mod missing_readiness_probe;
mod missing_startup_probe;
mod pre_stop_above_grace_period;
mod probe_timeout_above_period;
mod unknown_probe_port;

pub use hasty_liveness_probe::HastyLivenessProbe;
pub use identical_probes::IdenticalProbes;
pub use impatient_startup_probe::ImpatientStartupProbe;
pub use missing_liveness_probe::MissingLivenessProbe;
pub use missing_readiness_probe::MissingReadinessProbe;
pub use missing_startup_probe::MissingStartupProbe;
pub use pre_stop_above_grace_period::PreStopAboveGracePeriod;
pub use probe_timeout_above_period::ProbeTimeoutAbovePeriod;
pub use unknown_probe_port::UnknownProbePort;
