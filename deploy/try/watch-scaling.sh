#!/bin/bash
# Prints TIME NAME WANTED when the wanted number of replicas of a service changes, until it is ended.
declare -A last
while :; do
    while read -r name wanted; do
        if [ "${last[$name]:-}" != "$wanted" ]; then
            last[$name]=$wanted
            echo "$(date +%T) $name $wanted"
        fi
    done < <(kubectl --namespace preceptor get deployments,statefulsets --no-headers \
        --output custom-columns=NAME:.metadata.name,WANTED:.spec.replicas 2>/dev/null)
    sleep 1
done
