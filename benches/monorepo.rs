//! A GitOps monorepo of any size: the same size gives the same bytes.

use overlint::source::tree::Memory;

/// The environments, of which each application has an overlay.
pub const ENVIRONMENTS: [&str; 3] = ["development", "staging", "production"];

/// A repository in memory: applications with a base and an overlay for each environment, and a component that
/// every third of them uses.
#[derive(Debug)]
pub struct Monorepo {
    files: Vec<(String, String)>,
    tree: Memory,
}

impl Monorepo {
    /// The repository of so many applications.
    pub fn new(applications: usize) -> Self {
        let component = ("components/tracing/kustomization.yaml".to_owned(), TRACING.to_owned());
        let files: Vec<_> = std::iter::once(component)
            .chain((0..applications).flat_map(|index| Application::new(index).files()))
            .collect();
        let tree = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        Self { files, tree }
    }

    /// The repository as a tree.
    pub fn tree(&self) -> &Memory {
        &self.tree
    }

    /// Every file as its path and text.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The YAML files alone.
    pub fn yaml_files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(|(path, _)| path.rsplit_once('.').is_some_and(|(_, ending)| ending == "yaml"))
    }
}

/// One application. What varies between applications follows from the index.
struct Application {
    index: usize,
    name: String,
    port: usize,
}

impl Application {
    fn new(index: usize) -> Self {
        const TRADES: [&str; 7] =
            ["billing", "catalog", "delivery", "invoice", "pricing", "returns", "search"];
        Self { index, name: format!("{}-{index:04}", TRADES[index % TRADES.len()]), port: 8000 + index % 90 }
    }

    fn files(&self) -> Vec<(String, String)> {
        let base = format!("apps/{}/base", self.name);
        let mut files = vec![
            (format!("{base}/kustomization.yaml"), self.base()),
            (format!("{base}/deployment.yaml"), self.deployment()),
            (format!("{base}/service.yaml"), self.service()),
            (format!("{base}/service-account.yaml"), self.service_account()),
            (format!("{base}/scaling.yaml"), self.scaling()),
            (format!("{base}/disruption.yaml"), self.disruption()),
            (format!("{base}/migration.yaml"), self.migration()),
            (format!("{base}/settings.env"), self.settings()),
        ];
        for environment in ENVIRONMENTS {
            let overlay = format!("apps/{}/overlays/{environment}", self.name);
            files.push((format!("{overlay}/kustomization.yaml"), self.overlay(environment)));
            files.push((format!("{overlay}/deployment.yaml"), self.patch(environment)));
        }
        files
    }

    fn base(&self) -> String {
        let (name, team) = (&self.name, self.index % 11);
        format!(
            "apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- deployment.yaml
- service.yaml
- service-account.yaml
- scaling.yaml
- disruption.yaml
- migration.yaml
labels:
- pairs:
    team: team-{team}
configMapGenerator:
- name: {name}
  envs:
  - settings.env
"
        )
    }

    fn deployment(&self) -> String {
        let Self { name, port, index } = self;
        let variables: String = (0..3 + index % 6).map(|n| variable(n, index * 31 + n)).collect();
        format!(
            "apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  annotations:
    # what others call comes up first
    argocd.argoproj.io/sync-wave: \"{wave}\"
spec:
  revisionHistoryLimit: 3
  strategy:
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 0
  selector:
    matchLabels:
      app: {name}
  template:
    metadata:
      labels:
        app: {name}
    spec:
      serviceAccountName: {name}
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - {{key: pool, operator: In, values: [services]}}
      tolerations:
      - key: pool
        value: services
        effect: NoSchedule
      containers:
      - name: server
        image: registry.example.org/{name}:placeholder
        ports:
        - name: http
          containerPort: {port}
        envFrom:
        - configMapRef:
            name: {name}
        env:
        - name: NODE_NAME
          valueFrom:
            fieldRef:
              fieldPath: spec.nodeName
{variables}        resources:
          requests: {{cpu: 100m, memory: 128Mi}}
          limits: {{memory: 256Mi}}
        readinessProbe:
          httpGet: {{path: /ready, port: http}}
          periodSeconds: 5
        livenessProbe:
          httpGet: {{path: /live, port: http}}
          initialDelaySeconds: 15
",
            wave = index % 3,
        )
    }

    fn service(&self) -> String {
        let name = &self.name;
        format!(
            "apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  selector:
    app: {name}
  ports:
  - name: http
    port: 80
    targetPort: http
"
        )
    }

    fn service_account(&self) -> String {
        format!("apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {}\n", self.name)
    }

    fn scaling(&self) -> String {
        let name = &self.name;
        format!(
            "apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {name}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {name}
  minReplicas: 2
  maxReplicas: 20
  metrics:
  - type: Resource
    resource:
      name: cpu
      target:
        type: Utilization
        averageUtilization: 75
"
        )
    }

    fn disruption(&self) -> String {
        let name = &self.name;
        format!(
            "apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {name}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app: {name}
"
        )
    }

    fn migration(&self) -> String {
        let name = &self.name;
        format!(
            "apiVersion: batch/v1
kind: Job
metadata:
  name: {name}-migration
  annotations:
    argocd.argoproj.io/hook: PreSync
    argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
spec:
  backoffLimit: 1
  template:
    metadata:
      labels:
        app: {name}-migration
    spec:
      restartPolicy: Never
      containers:
      - name: migration
        image: registry.example.org/{name}:placeholder
        command: [/usr/bin/server, migrate, --wait]
        resources:
          requests: {{cpu: 100m, memory: 64Mi}}
          limits: {{memory: 128Mi}}
"
        )
    }

    fn settings(&self) -> String {
        format!(
            "LOG_LEVEL=info\nHTTP_PORT={}\nQUEUE={}-events\nSHARDS={}\n",
            self.port,
            self.name,
            self.index % 8
        )
    }

    fn overlay(&self, environment: &str) -> String {
        let (name, index) = (&self.name, self.index);
        let component = if index % 3 == 0 { "components:\n- ../../../../components/tracing\n" } else { "" };
        let scale = if environment == "production" { self.scale() } else { String::new() };
        format!(
            "apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: shop-{environment}
resources:
- ../../base
{component}images:
- name: registry.example.org/{name}
  newTag: 1.{index}.{patch}
configMapGenerator:
- name: {name}
  behavior: merge
  literals:
  - ENVIRONMENT={environment}
patches:
- path: deployment.yaml
{scale}",
            patch = environment.len(),
        )
    }

    fn scale(&self) -> String {
        format!(
            "- target:
    kind: HorizontalPodAutoscaler
    name: {}
  patch: |-
    - op: replace
      path: /spec/minReplicas
      value: 5
",
            self.name
        )
    }

    fn patch(&self, environment: &str) -> String {
        let name = &self.name;
        format!(
            "apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  template:
    spec:
      containers:
      - name: server
        env:
        - name: DATABASE_URL
          value: postgres://db.{environment}.svc.cluster.local:5432/{name}
        resources:
          requests:
            cpu: 250m
"
        )
    }
}

fn variable(number: usize, value: usize) -> String {
    format!("        - name: SETTING_{number}\n          value: \"{value}\"\n")
}

const TRACING: &str = "apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
- target:
    kind: Deployment
  patch: |-
    - op: add
      path: /spec/template/spec/containers/-
      value:
        name: trace-forwarder
        image: registry.example.org/trace-forwarder:2.4.1
        args: [--collector, \"traces.observability:4317\"]
        ports:
        - name: health
          containerPort: 14269
        resources:
          requests: {cpu: 10m, memory: 32Mi}
          limits: {memory: 64Mi}
        readinessProbe:
          httpGet: {path: /, port: health}
";
