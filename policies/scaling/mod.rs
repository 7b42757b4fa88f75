//! Replicas, autoscalers, disruption budgets, rollouts and Jobs.

mod autoscaler_without_room;
mod blocking_disruption_budget;
mod cron_job_without_deadline;
mod downtime_on_rollout;
mod finished_job_kept;
mod missing_disruption_budget;
mod missing_unhealthy_pod_eviction_policy;
mod overlapping_cron_job;
mod replicas_with_autoscaler;
mod too_few_autoscaled_replicas;
mod too_few_replicas;

pub use autoscaler_without_room::AutoscalerWithoutRoom;
pub use blocking_disruption_budget::BlockingDisruptionBudget;
pub use cron_job_without_deadline::CronJobWithoutDeadline;
pub use downtime_on_rollout::DowntimeOnRollout;
pub use finished_job_kept::FinishedJobKept;
pub use missing_disruption_budget::MissingDisruptionBudget;
pub use missing_unhealthy_pod_eviction_policy::MissingUnhealthyPodEvictionPolicy;
pub use overlapping_cron_job::OverlappingCronJob;
pub use replicas_with_autoscaler::ReplicasWithAutoscaler;
pub use too_few_autoscaled_replicas::TooFewAutoscaledReplicas;
pub use too_few_replicas::TooFewReplicas;
