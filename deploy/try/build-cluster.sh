#!/bin/bash
# Builds Kubernetes, a name server and KEDA from the Go module proxy: build-cluster.sh WORK-FOLDER [PROGRAM...]
# What is built already is not built again. Cold and on two cores, it takes about half an hour.
work=$1
. "$(dirname "$0")/env.sh"
shift
kubernetes=v1.36.3
staging=v0.36.4
keda=v2.21.0
net=v0.43.0

# What it downloads goes to a log.
quietly() { "$@" >>"$work/logs/go.log" 2>&1 || { tail -n 5 "$work/logs/go.log"; return 1; }; }

# The published go.mod of Kubernetes has its staging modules as folders beside it: they are replaced with the published modules.
write_module() {
    quietly go mod download "k8s.io/kubernetes@$kubernetes" "github.com/kedacore/keda/v2@$keda"
    local ofKubernetes=$GOMODCACHE/cache/download/k8s.io/kubernetes/@v/$kubernetes.mod
    local ofKeda=$GOMODCACHE/cache/download/github.com/kedacore/keda/v2/@v/$keda.mod
    {
        echo "module cluster"
        grep -E '^(go|godebug) ' "$ofKubernetes"
        echo "require k8s.io/kubernetes $kubernetes"
        echo "require github.com/kedacore/keda/v2 $keda"
        sed -nE "s#^[[:space:]]*(k8s.io/[a-z0-9-]+) => ./staging/.*#replace \1 => \1 $staging#p" "$ofKubernetes"
        grep -E '^replace .*=>' "$ofKeda" || true
    } >go.mod.new
    {
        printf '//go:build tools\n\npackage tools\n\nimport (\n'
        printf '\t_ "k8s.io/kubernetes/cmd/%s"\n' kube-apiserver kube-controller-manager kube-proxy kube-scheduler kubelet
        printf '\t_ "github.com/kedacore/keda/v2/cmd/%s"\n' operator adapter
        echo ')'
    } >tools.go
    mv go.mod.new go.mod
}

build() {
    local program=$1 package flags="-s -w"
    [ ! -x "$work/bin/$program" ] || return 0
    case $program in
        names | pause)
            mkdir -p "$work/go/$program"
            cp "$parts/$program.go" "$work/go/$program/main.go"
            cd "$work/go/$program"
            [ -f go.mod ] || printf 'module %s\ngo 1.24\n' "$program" >go.mod
            [ "$program" = pause ] || quietly go get "golang.org/x/net@$net"
            package=.
            ;;
        keda-*)
            cd "$work/go/cluster"
            package=github.com/kedacore/keda/v2/cmd/${program#keda-}
            ;;
        *)
            cd "$work/go/cluster"
            package=k8s.io/kubernetes/cmd/$program
            flags="$flags -X k8s.io/component-base/version.gitVersion=$kubernetes"
            flags="$flags -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=${kubernetes:3:2}"
            ;;
    esac
    quietly go build -ldflags "$flags" -o "$work/bin/$program" "$package"
    say "$program is built"
}

mkdir -p "$work/go/cluster"
cd "$work/go/cluster"
[ -f go.mod ] || write_module
for program in ${*:-pause kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy names keda-operator keda-adapter}; do
    build "$program"
done
