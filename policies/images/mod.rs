//! What containers are made from.

mod cached_mutable_image;
mod foreign_image_registry;
mod image_without_digest;
mod invalid_image_reference;
mod mutable_image_tag;

pub use cached_mutable_image::CachedMutableImage;
pub use foreign_image_registry::ForeignImageRegistry;
pub use image_without_digest::ImageWithoutDigest;
pub use invalid_image_reference::InvalidImageReference;
pub use mutable_image_tag::MutableImageTag;
