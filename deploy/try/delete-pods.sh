#!/bin/bash
# Deletes a ready pod of the services every so many seconds until it is ended, in turns with and without grace: delete-pods.sh SECONDS
RANDOM=1
for ((number = 1; ; number++)); do
    sleep "$1"
    mapfile -t pods < <(kubectl --namespace preceptor get pods --no-headers 2>/dev/null | awk '$2 == "1/1" && $3 == "Running" {print $1}')
    [ ${#pods[@]} -gt 0 ] || continue
    pod=${pods[RANDOM % ${#pods[@]}]}
    # Without grace, as when a node is lost.
    grace=()
    [ $((number % 2)) = 1 ] || grace=(--grace-period=0 --force)
    kubectl --namespace preceptor delete pod "$pod" --wait=false "${grace[@]}" >/dev/null 2>&1 && echo "$(date +%T) $pod ${grace[*]:+without grace}"
done
