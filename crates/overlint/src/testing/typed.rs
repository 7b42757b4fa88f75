//! Objects as the types of `k8s-openapi`.

use k8s_openapi::Resource;
use overlint_source::de::from_node_coercing;
use serde::de::DeserializeOwned;

use super::decode::DecodeError;
use super::expect::Expect;
use super::object::Object;
use super::overlay::Overlay;

impl Overlay {
    /// The objects of a type of `k8s-openapi`, each with its value, or with the line that does not fit. The version of
    /// Kubernetes is chosen by the crate of the tests: it depends on `k8s-openapi` with one of its features, such as
    /// `v1_37`. As for the API server, a number is a quantity too: `cpu: 1`.
    pub fn typed<T: Resource + DeserializeOwned>(
        &self,
    ) -> impl Iterator<Item = (Object<'_>, Result<T, DecodeError>)> {
        let is_meant =
            |object: &Object<'_>| object.api_version() == T::API_VERSION && object.kind() == T::KIND;
        self.objects()
            .into_iter()
            .filter(is_meant)
            .map(|object| (object, object.at("").decode_with(from_node_coercing)))
    }
}

impl Expect {
    /// The objects of a type of `k8s-openapi`, see [`Overlay::typed`]. What does not fit is a failure.
    pub fn typed<'a, T: Resource + DeserializeOwned>(&self, overlay: &'a Overlay) -> Vec<(Object<'a>, T)> {
        overlay.typed().filter_map(|(object, value)| Some((object, self.ok(value)?))).collect()
    }
}
