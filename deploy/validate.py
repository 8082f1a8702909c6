"""Compares Kubernetes manifests with the schema of one version; KEDA's own kinds, which it does not hold, are
checked by validate-scaling.py."""

import sys

import kubernetes_validate
import yaml

VERSION = "1.31"

failures = 0
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as manifests:
        for resource in yaml.safe_load_all(manifests):
            if resource["apiVersion"].startswith("keda.sh/"):
                continue
            name = f"{resource['kind']} {resource['metadata']['name']}"
            try:
                kubernetes_validate.validate(resource, VERSION, strict=True)
            except kubernetes_validate.ValidationError as problem:
                print(f"{path}: {name}: {problem.message} at {list(problem.path)}")
                failures += 1
sys.exit(1 if failures else 0)
