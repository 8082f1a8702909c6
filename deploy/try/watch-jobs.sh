#!/bin/bash
# Prints TIME POD PHASE when a pod of a training starts, changes or ends, until it is ended.
declare -A last
while :; do
    while read -r name phase; do
        if [ "${last[$name]:-}" != "$phase" ]; then
            last[$name]=$phase
            echo "$(date +%T) $name $phase"
        fi
    done < <(kubectl --namespace preceptor get pods --selector app.kubernetes.io/managed-by=preceptor --no-headers \
        --output custom-columns=NAME:.metadata.name,PHASE:.status.phase 2>/dev/null)
    sleep 1
done
