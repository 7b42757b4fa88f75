//! What any object may get wrong.

mod default_namespace;
mod missing_annotation;
mod missing_label;
mod placeholder_value;
mod unmounted_volume;

pub use default_namespace::DefaultNamespace;
pub use missing_annotation::MissingAnnotation;
pub use missing_label::MissingLabel;
pub use placeholder_value::PlaceholderValue;
pub use unmounted_volume::UnmountedVolume;
