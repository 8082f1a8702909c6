#!/bin/bash
# Prints a volume for each claim of the overlay, in a folder of the node: volumes.sh WORK-FOLDER MODEL-FOLDER
# Those of trainers and students get a copy of the model, because nothing is downloaded here.
work=$1
. "$(dirname "$0")/env.sh"
model=$2

volume() {
    local name=$1 size=$2 mode=$3
    mkdir -p "$work/volumes/$name"
    cat <<X
apiVersion: v1
kind: PersistentVolume
metadata: {name: $name}
spec:
  capacity: {storage: $size}
  accessModes: [$mode]
  local: {path: $work/volumes/$name}
  nodeAffinity:
    required:
      nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node1]}]}]
---
X
}

volume eval 5Gi ReadWriteOnce
volume run 10Gi ReadWriteOnce
for trainer in trainer-a trainer-b trainer-c; do
    volume $trainer 80Gi ReadWriteOnce
    mkdir -p "$work/volumes/$trainer/models"
    cp -r "$model" "$work/volumes/$trainer/models/llama"
done
volume students 40Gi ReadWriteMany
cp -r "$model" "$work/volumes/students/llama"
chown -R 10001:10001 "$work/volumes"
