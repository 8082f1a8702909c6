#!/bin/sh
# Builds the images of all services and pushes them: push-images.sh [--build-only] [--gpu] [--torch] REGISTRY [VERSION]
#
# --gpu adds the images of student and trainer for GPUs, and --torch that of the trainer with torch and finetune.py (several GB).
# VERSION is the project's version and the commit, such as 0.1.0-5ed182a3, if it is not given. Build the project first: ./mvnw -DskipTests
# package. The jars are the same for each build of a commit. With docker buildx, the layers are, too (their times are those of the
# commit), and each image gets an SBOM and its provenance.
set -eu
cd "$(dirname "$0")/.."

push=true
gpu=false
torch=false
while [ $# -gt 0 ] && [ "${1#--}" != "$1" ]; do
    case $1 in
        --build-only) push=false ;;
        --gpu) gpu=true ;;
        --torch) torch=true ;;
        *) echo "error: $1 is not known" >&2; exit 2 ;;
    esac
    shift
done
[ $# -ge 1 ] && [ $# -le 2 ] || { sed -n '2s/^# //p' "$0" >&2; exit 2; }
registry=$1
version=${2:-$(sed -n 's#^  <version>\(.*\)</version>#\1#p' pom.xml | head -1)-$(git rev-parse --short HEAD)}
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
if docker buildx version >/dev/null 2>&1; then buildx=true; else buildx=false; export DOCKER_BUILDKIT=0; fi

# image NAME DOCKERFILE CONTEXT [BUILD-OPTIONS...]
image() {
    name=$registry/preceptor/$1:$version
    dockerfile=deploy/docker/$2
    context=$3
    shift 3
    set -- "$@" --file "$dockerfile" --tag "$name" --label "org.opencontainers.image.version=$version" \
        --label "org.opencontainers.image.revision=$(git rev-parse HEAD)"
    if $buildx && $push; then
        docker buildx build "$@" --build-arg SOURCE_DATE_EPOCH --sbom=true --provenance=true \
            --output type=image,push=true,rewrite-timestamp=true "$context"
    else
        docker build --quiet "$@" "$context" >/dev/null
        if $push; then docker push --quiet "$name" >/dev/null; fi
    fi
    echo "$name"
}

for service in run student executor teacher trainer eval; do
    folder=$service-service/target/quarkus-app
    [ -d "$folder" ] || { echo "error: $folder is missing: build with ./mvnw -DskipTests package" >&2; exit 1; }
    case $service in executor) dockerfile=executor.Dockerfile ;; *) dockerfile=service.Dockerfile ;; esac
    image $service-service $dockerfile "$folder"
done
if $gpu; then
    for service in student trainer; do
        image $service-service-gpu gpu.Dockerfile deploy/docker --build-arg "SERVICE=$registry/preceptor/$service-service:$version"
    done
fi
if $torch; then
    image torch-trainer torch-trainer.Dockerfile .
fi
