#!/bin/bash
# Builds the controllers of Kubeflow Trainer and of JobSet, on which it builds, from the Go module proxy: kubeflow-controllers.sh FOLDER
# KUBEFLOW_CONTROLLERS=FOLDER lets KubeflowControllersIT run them beside a real kube-apiserver. Takes about 1.7 GB and some minutes.
set -euo pipefail
[ $# = 1 ] || { sed -n '2s/^# //p' "$0" >&2; exit 2; }
mkdir -p "$1"
folder=$(cd "$1" && pwd)
trainer=v2.3.0
export GOMODCACHE=${GOMODCACHE:-$folder/modules} GOCACHE=${GOCACHE:-$folder/cache} GOFLAGS="-modcacherw -buildvcs=false" CGO_ENABLED=0

module=$(go mod download -json "github.com/kubeflow/trainer/v2@$trainer" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
mkdir -p "$folder/source" "$folder/manifests"
cp -r "$module/." "$folder/source/"
chmod -R u+w "$folder/source"
cd "$folder/source"
go build -o "$folder/trainer-controller-manager" ./cmd/trainer-controller-manager
# The version that Trainer itself is built with.
go build -mod=mod -o "$folder/jobset-controller-manager" sigs.k8s.io/jobset
jobset=$(go list -mod=mod -m -f '{{.Dir}}' sigs.k8s.io/jobset)

cp manifests/base/crds/trainer.kubeflow.org_*.yaml "$folder/manifests/"
cp "$jobset/config/components/crd/bases/jobset.x-k8s.io_jobsets.yaml" "$folder/manifests/"
cp manifests/base/webhook/manifests.yaml "$folder/manifests/trainer-webhooks.yaml"
cp "$jobset/config/components/webhook/manifests.yaml" "$folder/manifests/jobset-webhooks.yaml"
echo "built in $folder: Trainer $trainer, JobSet $(go list -mod=mod -m -f '{{.Version}}' sigs.k8s.io/jobset)"
