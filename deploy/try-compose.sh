#!/bin/bash
# Proves docker-compose.yml by running it: try-compose.sh WORK-FOLDER
#
# Starts a Docker daemon of its own, builds what is missing (images, Compose), starts the services, looks at what the executor can reach,
# executes a scripted run undisturbed and another one while containers are killed, compares the two, and takes everything down. Needs
# root, Go, and Debian's docker.io and debootstrap; and the built project: ./mvnw -DskipTests package. About 5 GB in WORK-FOLDER, where a
# second call finds what the first one built.
[ $# = 1 ] || { sed -n '2s/^# //p' "$0" >&2; exit 2; }
work=$1
. "$(dirname "$0")/try/env.sh"
cd "$root"
tasks=${TRY_TASKS:-100}
services="run student executor teacher trainer eval"

take_down() {
    docker compose down --volumes --timeout 5 >/dev/null 2>&1 || true
    "$parts/daemon.sh" "$work" stop
    say "taken down"
}
trap take_down EXIT

"$parts/build-compose.sh" "$work"
"$parts/daemon.sh" "$work" start
"$parts/base-images.sh" "$work"

PRECEPTOR_TOKEN=$(openssl rand -hex 32)
export PRECEPTOR_TOKEN PRECEPTOR_API_TOKENS="try:write:$PRECEPTOR_TOKEN"
export COMPOSE_PROJECT_NAME=try COMPOSE_FILE=docker-compose.yml:deploy/try/compose.yml
gateway=10.210.250.1
export TEACHER_ALLOWED_URLS=http://$gateway:8090/teacher/v1 STUDENT_ALLOWED_URLS=http://$gateway:8090/student/v1
model=$work/model
[ -d "$model" ] || "$parts/copy-model.sh" "$model"

docker compose build --quiet >"$work/logs/compose-build.log" 2>&1
say "images are built"

healthy() { [ "$(docker compose ps --format '{{.Health}}' | grep -c '^healthy')" = 7 ]; }

up() {
    local began=$SECONDS
    docker compose up --detach --quiet-pull >"$work/logs/compose-up.log" 2>&1 || { tail -5 "$work/logs/compose-up.log"; return 1; }
    if within 240 healthy; then pass "kafka and six services are healthy after $((SECONDS - began)) s"; else
        fail "kafka and six services are healthy"
        docker compose ps --all
        docker compose logs --tail 5
        return 1
    fi
    docker compose cp "$model" trainer:/data/models/llama >/dev/null 2>&1
}

# Whether the executor's container can open a connection.
executor_reaches() { docker compose exec -T executor timeout 3 bash -c "exec 3<>/dev/tcp/$1/$2"; }

look_at_executor() {
    local kafka host
    kafka=$(docker inspect --format '{{.NetworkSettings.Networks.try_default.IPAddress}}' "$(docker compose ps --quiet kafka)")
    expect "the executor reaches its own listener of Kafka" executor_reaches kafka-executor 9094
    refuse "the executor does not reach the services' listener by its name" executor_reaches kafka 9092
    refuse "the executor does not reach the services' listener by its address" executor_reaches "$kafka" 9092
    refuse "the executor does not reach the tools' listener" executor_reaches kafka 29092
    refuse "the executor does not reach the controller" executor_reaches kafka 9093
    refuse "the executor does not reach run" executor_reaches run 8080
    python3 -m http.server --bind 0.0.0.0 8099 >/dev/null 2>&1 &
    local server=$!
    for host in $(ip -4 -brief address | awk '{print $3}' | cut -d / -f 1 | grep -v '^127'); do
        within 10 bash -c "exec 3<>/dev/tcp/$host/8099"
        refuse "the executor does not reach the host at $host" executor_reaches "$host" 8099
    done
    kill $server
}

# Kafka lists the topics that a user may describe, which is part of reading and writing.
executor_sees_its_topics() {
    local found
    found=$(docker compose exec -T kafka sh -c 'cat >/tmp/client.properties
        exec /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka-executor:9094 --command-config /tmp/client.properties --list 2>/dev/null' <<'X'
security.protocol=SASL_PLAINTEXT
sasl.mechanism=PLAIN
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="executor" password="executor";
X
    )
    echo "$found"
    [ "$(echo "$found" | sort | xargs)" = "attempts attempts-dlq draft-trials drafts drafts-dlq refinements refinements-dlq service-status test-results" ]
}

# Kills the main process of a container, as a crash does; Docker restarts it. The next one is killed when all are healthy again.
kill_containers() {
    local service
    while :; do
        for service in executor teacher student run kafka eval trainer; do
            within 300 healthy
            kill -9 "$(docker inspect --format '{{.State.Pid}}' "$(docker compose ps --quiet "$service")")" && say "killed $service"
            within 60 sh -c '[ "$(docker compose ps --format "{{.Health}}" | grep -c "^healthy")" -lt 7 ]'
        done
    done
}

run() { "$parts/scripted-run.sh" "$work" "$1" "$tasks" http://localhost:8080 localhost:29092 $gateway:8090 "$2"; }

up
for service in $services; do
    expect "$service runs without root and capabilities" docker compose exec -T "$service" \
        sh -c '[ "$(id -u)" = 10001 ] && grep -q "^CapEff:.*0000000000000000" /proc/self/status'
done
look_at_executor
expect "the executor's user sees its nine topics and no other" executor_sees_its_topics
expect "a run of $tasks tasks is trained and examined" run compose-plain 300
cat "$work/runs/compose-plain.json"

docker compose down --volumes --timeout 5 >/dev/null 2>&1
up
kill_containers &
killer=$!
expect "the same run while containers are killed" run compose-killed "${TRY_ANSWER_MS:-8000}"
kill $killer
cat "$work/runs/compose-killed.json"
expect "both left the same behind, line by line" cmp "$work/runs/compose-plain.txt" "$work/runs/compose-killed.txt"
summary
