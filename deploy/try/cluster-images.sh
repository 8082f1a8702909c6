#!/bin/bash
# Images around the programs that build-cluster.sh built: cluster-images.sh WORK-FOLDER
work=$1
. "$(dirname "$0")/env.sh"

# image NAME PROGRAM FILE-IN-IMAGE
image() {
    local context=$work/images/$2
    mkdir -p "$context"
    cp "$work/bin/$2" "$context/$3"
    printf 'FROM scratch\nCOPY %s /%s\nUSER 65532:65532\nENTRYPOINT ["/%s"]\n' "$3" "$3" "$3" >"$context/Dockerfile"
    docker build --quiet --tag "$1" "$context" >/dev/null 2>&1
}

image try/pause:1 pause pause
image try/names:1 names names
[ -x "$work/bin/keda-operator" ] || exit 0
image ghcr.io/kedacore/keda:main keda-operator keda
image ghcr.io/kedacore/keda-metrics-apiserver:main keda-adapter keda-adapter
