#!/bin/bash
# Prints TIME NAME VALUE when the value of an object changes, until it is ended.
#
#   watch.sh PATH KIND [OPTION...]     PATH of the value, such as .spec.replicas; KIND and options as of kubectl get
path=$1
shift
declare -A last
while :; do
    while read -r name value; do
        if [ "${last[$name]:-}" != "$value" ]; then
            last[$name]=$value
            echo "$(date +%T) $name $value"
        fi
    done < <(kubectl --namespace preceptor get "$@" --no-headers --output custom-columns=NAME:.metadata.name,VALUE:"$path" 2>/dev/null)
    sleep 1
done
