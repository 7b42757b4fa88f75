//! What any object may get wrong.

mod default_namespace;
mod missing_annotation;
mod missing_label;
mod unmounted_volume;
mod unresolved_placeholder;

pub use default_namespace::DefaultNamespace;
pub use missing_annotation::MissingAnnotation;
pub use missing_label::MissingLabel;
pub use unmounted_volume::UnmountedVolume;
pub use unresolved_placeholder::UnresolvedPlaceholder;
