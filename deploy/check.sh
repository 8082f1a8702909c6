#!/bin/sh
# Validates deploy/ and docker-compose.yml without a cluster. Each check needs a tool: kubectl, docker compose (or docker-compose),
# promtool, and Python with PyYAML and kubernetes-validate (PyPI). The script reports a missing tool and skips its checks; with --strict a
# missing tool is a failure.
set -eu
cd "$(dirname "$0")/.."
strict=${1:-}
failed=0

missing() {
    echo "skipped: $1 was not found, so $2 was not checked"
    if [ "$strict" = --strict ]; then failed=1; fi
}

check() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        echo "ok: $name"
    else
        echo "failed: $name"
        echo "$output"
        failed=1
    fi
}

python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if command -v kubectl >/dev/null 2>&1; then
    for folder in kubernetes/base kubernetes/overlays/example kubernetes/overlays/gpu kubernetes/overlays/kubeflow try/overlay try/overlay-job; do
        manifests=$work/$(basename "$folder").yaml
        check "$folder is built" kubectl kustomize "deploy/$folder" --output "$manifests"
        if "$python" -c 'import kubernetes_validate' 2>/dev/null; then
            check "$folder keeps the schema of Kubernetes 1.31" "$python" deploy/validate.py "$manifests"
        else
            missing kubernetes-validate "$folder"
        fi
        if [ "$folder" != kubernetes/base ]; then
            if "$python" -c 'import yaml' 2>/dev/null; then
                check "$folder scales what exists, by all of its triggers" "$python" deploy/validate-scaling.py "$manifests"
            else
                missing PyYAML "the scaling of $folder"
            fi
        fi
    done
else
    missing kubectl "deploy/kubernetes"
fi

if docker compose version >/dev/null 2>&1; then
    check "docker-compose.yml" docker compose config --quiet
elif command -v docker-compose >/dev/null 2>&1; then
    check "docker-compose.yml" docker-compose config --quiet
else
    missing "docker compose" "docker-compose.yml"
fi

if command -v promtool >/dev/null 2>&1; then
    check "prometheus/alerts.yml" promtool check rules deploy/prometheus/alerts.yml
    check "prometheus/prometheus.yml" promtool check config --syntax-only deploy/prometheus/prometheus.yml
    check "prometheus/alerts-test.yml" promtool test rules deploy/prometheus/alerts-test.yml
else
    missing promtool "deploy/prometheus"
fi

for script in deploy/*.sh deploy/kafka/*.sh deploy/try/*.sh; do
    case $(head -1 "$script") in *bash) shell=bash ;; *) shell=sh ;; esac
    check "$script can be parsed" "$shell" -n "$script"
done
for dashboard in deploy/grafana/*.json; do
    check "$dashboard is JSON" "$python" -m json.tool "$dashboard" /dev/null
done
exit "$failed"
