//! The library for policy tests, as its users see it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod expectations;
mod queries;
mod sharing;
#[cfg(feature = "suite")]
mod suite;
#[cfg(feature = "k8s-openapi")]
mod typed;
mod user_policies;

use overlint::prelude::*;

/// A Deployment over two overlays, one of which takes a limit away, and what belongs to it.
fn shop() -> Repository {
    Repository::of([
        ("web/base/kustomization.yaml", "resources: [deployment.yaml, service.yaml, settings.yaml]\n"),
        (
            "web/base/deployment.yaml",
            "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
    tier: front
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: example.com/web:1.2
        args: [serve, --verbose]
        env:
        - {name: REGION, value: eu}
        envFrom:
        - configMapRef: {name: settings}
        resources:
          limits: {cpu: 1, memory: 1Gi}
      initContainers:
      - name: prepare
        image: example.com/prepare:1.2
",
        ),
        (
            "web/base/service.yaml",
            "apiVersion: v1
kind: Service
metadata:
  name: web
  labels: {app: web}
spec:
  selector: {app: web}
  ports:
  - {name: http, port: 80}
",
        ),
        (
            "web/base/settings.yaml",
            "apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  MODE: development
",
        ),
        ("web/overlays/staging/kustomization.yaml", "namespace: staging\nresources: [../../base]\n"),
        (
            "web/overlays/production/kustomization.yaml",
            "namespace: production\nresources: [../../base]\npatches:\n- path: patch.yaml\n",
        ),
        (
            "web/overlays/production/patch.yaml",
            "apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: web
        resources:
          limits: {memory: null}
",
        ),
    ])
    .unwrap()
}

/// What a test that fails reports.
fn failure(repository: &Repository, run: impl FnOnce(&Expect)) -> String {
    repository.verify("the_rule", run).unwrap_err().to_string()
}
