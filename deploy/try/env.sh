# Sourced by the scripts of this folder: where things are, and how results are printed. The caller has set "work" to the work folder.
set -euo pipefail
mkdir -p "$work"
work=$(cd "$work" && pwd)
parts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$parts/../.." && pwd)
mkdir -p "$work"/{bin,logs,pids}

export DOCKER_HOST=unix://$work/docker/socket DOCKER_CONFIG=$work/docker-config
# Without buildx, Docker's classic builder.
docker buildx version >/dev/null 2>&1 || export DOCKER_BUILDKIT=0
export GOMODCACHE=$work/go/modules GOCACHE=$work/go/cache GOFLAGS="-mod=mod -trimpath -buildvcs=false" GOTOOLCHAIN=local CGO_ENABLED=0
export PATH=$work/bin:$PATH

passed=0
failed=0

say() { printf '%s  %s\n' "$(date +%T)" "$*"; }

pass() { passed=$((passed + 1)); say "passed: $*"; }

fail() { failed=$((failed + 1)); say "FAILED: $*"; }

# expect NAME COMMAND...: the command succeeds.
expect() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then pass "$name"; else fail "$name"; printf '%s\n' "$output" | tail -5; fi
}

# refuse NAME COMMAND...: the command fails.
refuse() {
    local name=$1
    shift
    if "$@" >/dev/null 2>&1; then fail "$name"; else pass "$name"; fi
}

# within SECONDS COMMAND...: repeats the command until it succeeds.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 1
    done
}

# start NAME COMMAND...: a process of its own, with a log and a pid file.
start() {
    local name=$1
    shift
    setsid nohup "$@" >"$work/logs/$name.log" 2>&1 </dev/null &
    echo $! >"$work/pids/$name"
}

# stop NAME...: ends what start began, and waits for it.
stop() {
    local name pid
    for name; do
        [ -f "$work/pids/$name" ] || continue
        pid=$(cat "$work/pids/$name")
        kill "$pid" 2>/dev/null || true
        within 20 sh -c "! kill -0 $pid" || kill -9 "$pid" 2>/dev/null || true
        rm -f "$work/pids/$name"
    done
}

summary() {
    say "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}
