#!/bin/bash
# A Docker daemon of its own in the work folder: daemon.sh WORK-FOLDER start|stop
work=$1
. "$(dirname "$0")/env.sh"
case $2 in
    start)
        mkdir -p "$work/docker"
        if ! docker info >/dev/null 2>&1; then
            # If Docker has to switch forwarding on, it also drops what is not its own, such as the traffic of pods.
            sysctl -q -w net.ipv4.ip_forward=1
            start docker dockerd --data-root "$work/docker/data" --exec-root "$work/docker/exec" --pidfile "$work/docker/pid" \
                --host "$DOCKER_HOST" --storage-driver overlay2 --bip 10.209.0.1/24 \
                --default-address-pool base=10.210.0.0/16,size=24 ${TRY_DOCKERD_OPTIONS:-}
            within 60 docker info || { tail -5 "$work/logs/docker.log"; exit 1; }
        fi
        say "Docker $(docker version --format '{{.Server.Version}}') runs"
        ;;
    stop)
        for container in $(docker ps --quiet 2>/dev/null); do docker kill "$container" >/dev/null; done
        stop docker
        ip link delete docker0 2>/dev/null || true
        ;;
esac
