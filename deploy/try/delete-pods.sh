#!/bin/bash
# Deletes a pod of the services, in turns with and without grace, so many seconds after all were ready: delete-pods.sh SECONDS
# It goes on until it is ended.
RANDOM=1
for ((number = 1; ; number++)); do
    kubectl --namespace preceptor wait --for=condition=Ready pod --all --timeout=120s >/dev/null 2>&1
    sleep "$1"
    mapfile -t pods < <(kubectl --namespace preceptor get pods --no-headers 2>/dev/null | awk '$2 == "1/1" && $3 == "Running" {print $1}')
    [ ${#pods[@]} -gt 0 ] || continue
    pod=${pods[RANDOM % ${#pods[@]}]}
    # Without grace, as when a node is lost.
    grace=()
    [ $((number % 2)) = 1 ] || grace=(--grace-period=0 --force)
    kubectl --namespace preceptor delete pod "$pod" --wait=false "${grace[@]}" >/dev/null 2>&1 && echo "$(date +%T) $pod ${grace[*]:+without grace}"
done
