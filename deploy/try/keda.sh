#!/bin/bash
# Installs KEDA with its own manifests, without its admission webhooks: keda.sh WORK-FOLDER yes|no
# With "no", only its kinds.
work=$1
. "$(dirname "$0")/env.sh"
began=$SECONDS
source=$(echo "$GOMODCACHE"/github.com/kedacore/keda/v2@*)
if [ "$2" = no ]; then
    kubectl apply --server-side --kustomize "$source/config/crd" >"$work/logs/keda-apply.log"
    say "the kinds of KEDA are known, without KEDA"
    exit 0
fi
target=$work/keda
rm -rf "$target"
mkdir -p "$target/try"
cp -r "$source/config" "$target/"
chmod -R u+w "$target"
cat >"$target/try/kustomization.yaml" <<'X'
resources: [../config/default]
patches:
  - target: {kind: Deployment}
    patch: '[{"op": "replace", "path": "/spec/template/spec/containers/0/imagePullPolicy", "value": "IfNotPresent"}]'
  - target: {kind: Deployment, name: keda-admission}
    patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: keda-admission}, $patch: delete}'
X
kubectl apply --server-side --kustomize "$target/try" >"$work/logs/keda-apply.log"
within 180 kubectl --namespace keda wait --for=condition=Available deployment --all --timeout=1s
within 60 kubectl get --raw /apis/external.metrics.k8s.io/v1beta1
say "KEDA is ready after $((SECONDS - began)) s"
