//! What runs pods, and its containers.

use overlint_policy::{
    Container as ContainerView, ContainerEnvironment, Object as ObjectView, Overlay as OverlayView, Role,
    Workload as View, WorkloadKind,
};

use super::field::{Field, escaped};
use super::object::Object;
use super::spot::{Located, Named, Spot};

/// An object that runs pods, or describes them.
#[derive(Clone, Copy, Debug)]
pub struct Workload<'a> {
    object: Object<'a>,
    view: View<'a>,
}

impl<'a> Workload<'a> {
    /// The workload that an object is; `None` where it runs no pods.
    pub fn new(object: Object<'a>) -> Option<Self> {
        View::new(object.view()).map(|view| Self { object, view })
    }

    /// The object.
    pub fn object(&self) -> Object<'a> {
        self.object
    }

    /// What runs the pods.
    pub fn kind(&self) -> WorkloadKind {
        self.view.kind
    }

    /// The name of the object.
    pub fn name(&self) -> &'a str {
        self.object.name()
    }

    /// What lies at a JSON pointer below the pod's spec: `/serviceAccountName`.
    pub fn pod(&self, pointer: &str) -> Field<'a> {
        self.object.at(self.view.pod_pointer()).at(pointer)
    }

    /// The value of a label of the pods.
    pub fn pod_label(&self, key: &str) -> Option<&'a str> {
        self.view.pod_label(key)
    }

    /// The containers, then the init containers, then the ephemeral ones.
    pub fn containers(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        let workload = *self;
        self.view.containers().map(move |view| Container { workload, view })
    }

    /// The containers that run as long as the pod does: the ordinary ones and the native sidecars.
    pub fn running_containers(&self) -> impl Iterator<Item = Container<'a>> + use<'a> {
        let workload = *self;
        self.view.running_containers().map(move |view| Container { workload, view })
    }

    /// The view that built-in policies have of it.
    pub fn view(&self) -> View<'a> {
        self.view
    }
}

impl Located for Workload<'_> {
    fn spot(&self) -> Spot {
        self.object.spot()
    }
}

impl Named for Workload<'_> {
    fn element(&self) -> String {
        self.name().to_owned()
    }

    fn place(&self) -> Option<Spot> {
        Some(self.spot())
    }
}

/// A container of a workload.
#[derive(Clone, Copy, Debug)]
pub struct Container<'a> {
    workload: Workload<'a>,
    view: ContainerView<'a>,
}

/// An environment variable whose value the overlay tells.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The name, with the prefix of `envFrom`.
    pub name: String,
    /// The value, with references to other variables replaced.
    pub value: String,
    spot: Spot,
}

impl<'a> Container<'a> {
    /// The name; empty where it has none.
    pub fn name(&self) -> &'a str {
        self.view.name()
    }

    /// What it is there for.
    pub fn role(&self) -> Role {
        self.view.role
    }

    /// The image.
    pub fn image(&self) -> Field<'a> {
        self.at("/image")
    }

    /// A limit of a resource: `memory`.
    pub fn limits(&self, resource: &str) -> Field<'a> {
        self.at(&format!("/resources/limits/{}", escaped(resource)))
    }

    /// A request of a resource: `cpu`.
    pub fn requests(&self, resource: &str) -> Field<'a> {
        self.at(&format!("/resources/requests/{}", escaped(resource)))
    }

    /// What lies at a JSON pointer below the container: `/securityContext/privileged`.
    pub fn at(&self, pointer: &str) -> Field<'a> {
        self.workload.object.at(&self.view.pointer()).at(pointer)
    }

    /// The environment variables whose values are known, each once: those that are written there, and those from
    /// `ConfigMaps` and Secrets of the overlay. Values from fields of the pod are not known.
    pub fn variables(&self) -> Vec<Variable> {
        let overlay = self.workload.object.overlay();
        let objects: Vec<ObjectView<'_>> = overlay.objects().iter().map(|object| object.view()).collect();
        let view = OverlayView::new(overlay.path(), &objects);
        let is_own = |all: &&ContainerEnvironment<'_>| std::ptr::eq(all.container.node, self.view.node);
        let environment = view.environments().iter().find(is_own);
        let variable = |variable: &overlint_policy::Variable<'_>| {
            Some(Variable {
                name: variable.name.to_string(),
                value: variable.value.as_deref()?.to_owned(),
                spot: Object::new(overlay, variable.holder.node).spot_at(variable.place(&self.view)),
            })
        };
        environment.iter().flat_map(|all| &all.variables).filter_map(variable).collect()
    }

    /// The environment variable of that name, see [`Container::variables`].
    pub fn variable(&self, name: &str) -> Option<Variable> {
        self.variables().into_iter().find(|variable| variable.name == name)
    }

    /// The workload that it belongs to.
    pub fn workload(&self) -> Workload<'a> {
        self.workload
    }
}

impl Located for Container<'_> {
    /// The line that names the container.
    fn spot(&self) -> Spot {
        self.at("/name").spot()
    }
}

impl Named for Container<'_> {
    fn element(&self) -> String {
        self.name().to_owned()
    }

    fn place(&self) -> Option<Spot> {
        Some(self.spot())
    }
}

impl Located for Variable {
    /// The line of the value.
    fn spot(&self) -> Spot {
        self.spot.clone()
    }
}
