//! What one build may cost, charged before it is made.
//!
//! Trees are shared, so few bytes can stand for many nodes: whatever multiplies them (aliases, bases that are included
//! again and again, patches, labels) is counted as if it were written out. Removals give nothing back.

use overlint_source::{Node, Origin, Value};

use crate::error::{BuildError, Fault, Result};

/// How deep lists and maps may nest: as deep as the reader lets them.
pub(crate) const MAX_DEPTH: usize = 256;

/// How many values the objects of one build may hold.
pub(crate) const MAX_NODES: usize = 5_000_000;

/// How many bytes the objects of one build may be printed as.
pub(crate) const MAX_BYTES: usize = 128 << 20;

/// How many bytes one object may be printed as: ten times what the API server takes.
pub(crate) const MAX_OBJECT_BYTES: usize = 32 << 20;

/// How many objects one build may hold.
pub(crate) const MAX_OBJECTS: usize = 50_000;

/// How many comparisons patches and transformers of one build may make.
pub(crate) const MAX_STEPS: usize = 1_000_000_000;

/// How many components one build may run, each as often as it is included.
pub(crate) const MAX_COMPONENTS: usize = 10_000;

/// How many components may include each other.
pub(crate) const MAX_NESTED_COMPONENTS: usize = 50;

/// How many values a kustomization file may hold.
pub(crate) const MAX_KUSTOMIZATION_NODES: usize = 100_000;

/// How much a tree holds, written out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Size {
    pub(crate) nodes: usize,
    /// About as many as it is printed as.
    bytes: usize,
    /// How many children the largest list or map has.
    pub(crate) widest: usize,
    /// How many items the longest list has.
    longest: usize,
    /// How many lists and maps are nested, those above the tree included.
    depth: usize,
}

impl Size {
    /// Measures a tree that stands below `depth` lists and maps; stops where no limit would let it pass.
    pub(crate) fn of(node: &Node, depth: usize) -> Self {
        let mut size = Self::default();
        let mut open = vec![(node, depth)];
        while let Some((node, depth)) = open.pop() {
            size.add(node, depth);
            if size.nodes > MAX_NODES || size.bytes > MAX_BYTES {
                break;
            }
            match &node.value {
                Value::Scalar(_) => {}
                Value::Sequence(list) => open.extend(list.items.iter().map(|item| (item, depth + 1))),
                Value::Mapping(map) => open.extend(map.entries.iter().map(|entry| (&entry.value, depth + 1))),
            }
        }
        size
    }

    fn add(&mut self, node: &Node, depth: usize) {
        let indent = 2 * depth;
        self.nodes += 1;
        match &node.value {
            Value::Scalar(scalar) => {
                let lines = if scalar.text.len() > 23 { scalar.text.matches('\n').count() } else { 0 };
                self.bytes += scalar.text.len() + indent + lines * indent;
                return;
            }
            Value::Sequence(list) => self.longest = self.longest.max(list.items.len()),
            Value::Mapping(map) => {
                self.bytes += map.entries.iter().map(|entry| entry.key.text().len() + 2).sum::<usize>();
            }
        }
        self.widest = self.widest.max(node.items().len()).max(node.entries().len());
        self.depth = self.depth.max(depth + 1);
    }

    /// So many entries of a map.
    pub(crate) fn of_entries(count: usize) -> Self {
        Self { nodes: count, bytes: 32 * count, ..Self::default() }
    }

    /// This and what is merged into it, at most.
    pub(crate) fn with(self, more: Self) -> Self {
        Self {
            nodes: self.nodes.saturating_add(more.nodes),
            bytes: self.bytes.saturating_add(more.bytes),
            depth: self.depth.max(more.depth),
            widest: self.widest.saturating_add(more.widest),
            longest: self.longest.saturating_add(more.longest),
        }
    }

    /// How many comparisons it takes to merge a patch into this.
    pub(crate) fn steps_of_patch(self, patch: Self) -> usize {
        let longest = self.longest.saturating_add(patch.longest);
        patch
            .nodes
            .saturating_mul(self.widest.saturating_add(patch.widest))
            .saturating_add(longest.saturating_mul(longest))
    }
}

/// What a build has cost so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spent {
    nodes: usize,
    bytes: usize,
    objects: usize,
    steps: usize,
    components: usize,
    nested_components: usize,
}

impl Spent {
    /// Charges what is about to be added to the objects at `origin`.
    pub(crate) fn charge(&mut self, size: Size, origin: Origin) -> Result<()> {
        self.nodes = self.nodes.saturating_add(size.nodes);
        self.bytes = self.bytes.saturating_add(size.bytes);
        if size.depth > MAX_DEPTH {
            return Err(too_deep(origin));
        }
        self.check(origin)
    }

    /// Charges an object.
    pub(crate) fn charge_object(&mut self, size: Size, origin: Origin) -> Result<()> {
        self.objects += 1;
        if size.bytes > MAX_OBJECT_BYTES {
            let message = format!("the object goes over the limit of {MAX_OBJECT_BYTES} bytes");
            return Err(limit(origin, message));
        }
        self.charge(size, origin)
    }

    /// Charges comparisons.
    pub(crate) fn charge_steps(&mut self, steps: usize, origin: Origin) -> Result<()> {
        self.steps = self.steps.saturating_add(steps);
        self.check(origin)
    }

    /// Charges a look at every value of every object.
    pub(crate) fn charge_walk(&mut self, origin: Origin) -> Result<()> {
        self.charge_steps(self.nodes, origin)
    }

    /// Charges a component that is about to be run.
    pub(crate) fn enter_component(&mut self, origin: Origin) -> Result<()> {
        self.components += 1;
        self.nested_components += 1;
        self.check(origin)
    }

    /// Ends what [`Self::enter_component`] began.
    pub(crate) fn leave_component(&mut self) {
        self.nested_components -= 1;
    }

    /// Charges all that a base holds.
    pub(crate) fn charge_base(&mut self, base: &Self, origin: Origin) -> Result<()> {
        self.nodes = self.nodes.saturating_add(base.nodes);
        self.bytes = self.bytes.saturating_add(base.bytes);
        self.objects = self.objects.saturating_add(base.objects);
        self.check(origin)
    }

    fn check(&self, origin: Origin) -> Result<()> {
        let limits = [
            (self.objects, MAX_OBJECTS, "objects"),
            (self.nodes, MAX_NODES, "values"),
            (self.bytes, MAX_BYTES, "bytes"),
            (self.components, MAX_COMPONENTS, "components"),
            (self.nested_components, MAX_NESTED_COMPONENTS, "components inside each other"),
            (self.steps, MAX_STEPS, "comparisons in patches and transformers"),
        ];
        match limits.iter().find(|(spent, limit, _)| spent > limit) {
            Some((_, most, what)) => {
                Err(limit(origin, format!("with this the build goes over the limit of {most} {what}")))
            }
            None => Ok(()),
        }
    }
}

/// Refuses a kustomization file that aliases or sheer length make too large.
pub(crate) fn check_kustomization(root: &Node) -> Result<()> {
    if Size::of(root, 0).nodes <= MAX_KUSTOMIZATION_NODES {
        return Ok(());
    }
    let message = format!("the kustomization file goes over the limit of {MAX_KUSTOMIZATION_NODES} values");
    Err(limit(root.origin, message))
}

/// Lists and maps inside each other, deeper than may be walked.
pub(crate) fn too_deep(origin: Origin) -> BuildError {
    limit(origin, format!("lists and maps would be nested deeper than the limit of {MAX_DEPTH}"))
}

/// A limit that was met.
pub(crate) fn limit(origin: Origin, message: String) -> BuildError {
    BuildError::new(Fault::Limit, origin, message).help("split what is built here into smaller parts")
}
