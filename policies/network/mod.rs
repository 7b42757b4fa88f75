//! Services, Ingresses and network policies.

mod duplicate_ingress_path;
mod exposed_service;
mod ingress_without_tls;
mod missing_backend_port;
mod missing_target_port;
mod pod_without_network_policy;
mod undeclared_target_port;

pub use duplicate_ingress_path::DuplicateIngressPath;
pub use exposed_service::ExposedService;
pub use ingress_without_tls::IngressWithoutTls;
pub use missing_backend_port::MissingBackendPort;
pub use missing_target_port::MissingTargetPort;
pub use pod_without_network_policy::PodWithoutNetworkPolicy;
pub use undeclared_target_port::UndeclaredTargetPort;
