#!/bin/bash
# Proves kubernetes/overlays/example by running it on a real node: try-cluster.sh WORK-FOLDER
#
# Builds what is missing (Kubernetes, KEDA, a name server; images), starts a cluster of one node on this machine with Kafka (TLS, SCRAM, ACLs), an
# S3 server and the overlay, whose names and sizes try/overlay changes. Executes a scripted run undisturbed and another one while pods are
# deleted, compares the two, watches KEDA scale, and takes everything down. Needs root, Go, and Debian's docker.io, containerd, runc,
# containernetworking-plugins, etcd-server, debootstrap, nftables, conntrack, socat and kubectl; and the built project: ./mvnw -DskipTests
# package. About 15 GB in WORK-FOLDER. Cold, it takes an hour; a second call finds what the first one built, and takes 15 minutes.
# TRY_KEDA=no leaves out KEDA, half of what is to be built: only its kinds are known, and nothing scales.
# TRY_RUNS names the runs, "plain deleted" by default:
#   plain    undisturbed
#   deleted  as plain, on a new broker and bucket, while pods are deleted; compared with plain
#   job      its training is a Job with torch and TRL, and student-service answers with the checkpoint; 20 GB more in WORK-FOLDER
#   adopted  as job, on a new broker and bucket, while the trainer is killed during the Job; compared with job
[ $# = 1 ] || { sed -n '2s/^# //p' "$0" >&2; exit 2; }
work=$1
. "$(dirname "$0")/try/env.sh"
cd "$root"
tasks=${TRY_TASKS:-400}
keda=${TRY_KEDA:-yes}
runs=${TRY_RUNS:-plain deleted}
answer_ms=${TRY_ANSWER_MS:-4000}
case " $runs " in *" job "*) torch=yes ;; *) torch=no ;; esac
programs="pause kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy names"
[ "$keda" = no ] || programs="$programs keda-operator keda-adapter"
node=10.243.0.1
kafka=10.96.0.50
s3=10.96.0.60
export KUBECONFIG=$work/pki/admin.kubeconfig
in_kafka="kubectl --namespace kafka exec kafka-0 --"

take_down() {
    stop names
    "$parts/node.sh" "$work" stop
    "$parts/daemon.sh" "$work" stop
    say "taken down"
}
trap take_down EXIT

# --- What is built ---
"$parts/build-cluster.sh" "$work" $programs
"$parts/daemon.sh" "$work" start
if [ $torch = yes ]; then with_torch=--torch; else with_torch=; fi
"$parts/base-images.sh" "$work" ${with_torch#--}
deploy/push-images.sh --build-only $with_torch registry.example.org 0.1.0 >"$work/logs/images.log" 2>&1 || { tail -5 "$work/logs/images.log"; exit 1; }
"$parts/cluster-images.sh" "$work"
say "images are built"

# --- The cluster, and what the overlay expects of it ---
rm -rf "$work/volumes"
"$parts/node.sh" "$work" start
images=$(docker image ls --format '{{.Repository}}:{{.Tag}}' | grep -E '^(registry.example.org/|apache/kafka:|try/|ghcr.io/kedacore/)')
[ $torch = yes ] || images=$(grep -v torch-trainer <<<"$images")
docker save $images | ctr --address "$work/containerd/socket" --namespace k8s.io images import - >/dev/null
say "$(echo "$images" | wc -l) images are on the node"
[ -d "$work/model" ] || "$parts/copy-model.sh" "$work/model"
"$parts/volumes.sh" "$work" "$work/model" | kubectl apply --filename - >/dev/null
kubectl apply --filename "$parts/manifests" >/dev/null
"$parts/names.sh" "$work" apply >/dev/null
start names "$parts/names.sh" "$work" write
kubectl --namespace kafka create secret generic kafka-tls --from-file=kafka.pem="$work/pki/kafka.pem" >/dev/null
kubectl create namespace preceptor --save-config >/dev/null
PRECEPTOR_TOKEN=$(openssl rand -hex 32)
export PRECEPTOR_TOKEN
"$parts/secrets.sh" "$work" >/dev/null

ready() { kubectl --namespace "$1" wait --for=condition=Ready pod --all --timeout=1s; }

# Called as a condition, in which a failing command does not end the script: hence "return".
kafka_and_bucket() {
    local user
    within 300 ready kafka || return 1
    within 60 $in_kafka /opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server localhost:9092 || return 1
    for user in preceptor executor keda; do
        $in_kafka /opt/kafka/bin/kafka-configs.sh --bootstrap-server localhost:9092 --alter --entity-type users --entity-name $user \
            --add-config "SCRAM-SHA-512=[password=$user-password]" || return 1
    done
    for user in services:preceptor executor:executor keda:keda; do
        deploy/kafka/acls.sh "${user%:*}" "User:${user#*:}" $in_kafka /opt/kafka/bin/kafka-acls.sh --bootstrap-server localhost:9092 || return 1
    done
    within 60 ready minio || return 1
    curl --silent --show-error --fail --aws-sigv4 aws:amz:us-east-1:s3 --user the-access-key:the-secret-key \
        --header "x-amz-content-sha256: UNSIGNED-PAYLOAD" --request PUT "http://$s3:9000/preceptor"
}
within 300 ready kube-system
expect "Kafka has its users and the ACLs of deploy/kafka/acls.sh, and the bucket exists" kafka_and_bucket
"$parts/keda.sh" "$work" "$keda"

# --- The overlay ---
began=$SECONDS
kubectl apply --kustomize "$parts/overlay" >"$work/logs/apply.log"

# Student and trainer may have been scaled to zero by then.
services_ready() {
    kubectl --namespace preceptor rollout status statefulset/run --timeout=1s && kubectl --namespace preceptor rollout status statefulset/eval --timeout=1s \
        && kubectl --namespace preceptor rollout status deployment/executor --timeout=1s \
        && kubectl --namespace preceptor rollout status statefulset/teacher --timeout=1s && ready preceptor
}

if within 600 services_ready; then pass "all pods are ready after $((SECONDS - began)) s"; else
    fail "all pods are ready"
    kubectl --namespace preceptor get pods
fi
[ "$keda" = no ] || expect "every ScaledObject is ready" kubectl --namespace preceptor wait scaledobject --all --for=condition=Ready --timeout=60s
kubectl --namespace preceptor get scaledobjects --no-headers | tr -s ' '

# --- The runs, on S3 and with training ---
mkdir -p "$work/runs"
"$parts/watch.sh" .spec.replicas deployments,statefulsets >"$work/runs/scaling.log" &
watch_pid=$!
server=http://$(kubectl --namespace preceptor get service run --output jsonpath='{.spec.clusterIP}'):8080

# run NAME [own-student]
run() { "$parts/scripted-run.sh" "$work" "$1" "$tasks" "$server" $kafka:9092 $node:8090 "$answer_ms" "${@:2}"; }

# same A B [KIND]: of all but one kind of line.
same() {
    expect "both left the same behind, line by line" \
        cmp <(grep --text --invert-match "^${3:-none} " "$work/runs/$1.txt") <(grep --text --invert-match "^${3:-none} " "$work/runs/$2.txt")
}

# A new broker and bucket, for an overlay of the folder try.
renew() {
    kubectl --namespace preceptor scale statefulset/run statefulset/eval --replicas=0 >/dev/null
    within 120 sh -c '[ -z "$(kubectl --namespace preceptor get pods --no-headers 2>/dev/null | grep -E "^(run|eval)-")" ]'
    # The stores of run and eval belong to the old broker, the jobs of the trainers to the old bucket.
    rm -rf "$work"/volumes/{run,eval}/* "$work"/volumes/trainer-*/{training,artifacts}/*
    kubectl --namespace kafka delete pod --all >/dev/null
    kubectl --namespace minio delete pod --all >/dev/null
    expect "Kafka and the bucket are new" kafka_and_bucket
    kubectl --namespace preceptor delete pod --all --grace-period=1 >/dev/null
    kubectl apply --kustomize "$parts/$1" >>"$work/logs/apply.log"
    expect "all pods are ready on them" within 600 services_ready
}

none_left() { [ "$(kubectl --namespace preceptor get deployment/student statefulset/trainer --output jsonpath='{.items[*].spec.replicas}')" = "0 0" ]; }
least() { [ "$(kubectl --namespace preceptor get deployment/executor statefulset/teacher --output jsonpath='{.items[*].spec.replicas}')" = "1 1" ]; }

# How many replicas of a service were wanted at most.
most() { awk -v name="$1" '$2 == name && $3 > most {most = $3} END {print most + 0}' "$work/runs/scaling.log"; }

scaled_up() { [ "$(most "$1")" -ge "$2" ]; }

plain() {
    [ "$keda" = no ] || expect "with nothing to do, student and trainer are scaled to zero" within 240 none_left
    expect "a run of $tasks tasks is trained and examined" run cluster-plain
    cat "$work/runs/cluster-plain.json"
    [ "$keda" != no ] || return 0
    expect "student was scaled from zero to two or more" scaled_up student 2
    expect "executor was scaled to two or more" scaled_up executor 2
    expect "teacher was scaled to two or more" scaled_up teacher 2
    expect "trainer was scaled from zero to one" scaled_up trainer 1
    expect "after the run, student and trainer are scaled to zero" within 240 none_left
    expect "after the run, executor and teacher are scaled to one" within 240 least
    kubectl apply --kustomize "$parts/overlay" >>"$work/logs/apply.log"
    expect "another apply does not reset the replicas" none_left
}

deleted() {
    renew overlay
    "$parts/delete-pods.sh" "${TRY_DELETE_EVERY:-4}" >"$work/runs/cluster-deleted.log" &
    local killer=$!
    expect "the same run while pods are deleted" run cluster-deleted
    kill $killer
    say "$(wc -l <"$work/runs/cluster-deleted.log") pods were deleted: $(awk '{print $2}' "$work/runs/cluster-deleted.log" | sed -E 's/-.*//' | sort | uniq -c | tr -s ' \n' ' ')"
    cat "$work/runs/cluster-deleted.json"
    same cluster-plain cluster-deleted
}

of_trainings() { kubectl --namespace preceptor get "$@" --selector app.kubernetes.io/managed-by=preceptor --no-headers; }
training_runs() { of_trainings pods --field-selector status.phase=Running | grep .; }
no_jobs() { [ -z "$(of_trainings jobs,pods 2>/dev/null)" ]; }

# trained_in_job NAME: a run with the overlay that trains in Jobs.
trained_in_job() {
    "$parts/watch.sh" .status.phase pods --selector app.kubernetes.io/managed-by=preceptor >"$work/runs/$1-pods.log" &
    local watcher=$!
    expect "a run of $tasks tasks is trained in a Job, and its checkpoint is examined" run "$1" own-student
    expect "the Job is deleted after its end" within 60 no_jobs
    kill $watcher
    expect "one pod was enough" test "$(awk '{print $2}' "$work/runs/$1-pods.log" | sort -u | wc -l)" = 1
    expect "the checkpoint answers the exam otherwise than the untrained student" grep -q '"examAnswersThatChanged":[1-9]' "$work/runs/$1.json"
    cat "$work/runs/$1-pods.log" "$work/runs/$1.json"
    kubectl --namespace preceptor logs trainer-0 >"$work/runs/$1-trainer.log" 2>&1 || true
}

job() {
    kubectl apply --kustomize "$parts/overlay-job" >>"$work/logs/apply.log"
    expect "the trainer that starts Jobs is ready" within 300 kubectl --namespace preceptor rollout status statefulset/trainer --timeout=1s
    trained_in_job cluster-job
}

# Kills the process of the trainer with signal 9 while its Job runs. Its container is started again.
kill_trainer() {
    local container
    within 1800 training_runs
    container=$(kubectl --namespace preceptor get pod trainer-0 --output jsonpath='{.status.containerStatuses[0].containerID}')
    ctr --address "$work/containerd/socket" --namespace k8s.io tasks kill --signal KILL "${container#containerd://}"
    say "the trainer was killed while its Job ran"
}

adopted() {
    renew overlay-job
    kill_trainer &
    local killer=$!
    trained_in_job cluster-adopted
    kill $killer 2>/dev/null || true
    # A model's samples differ where its batches did: sums of floats depend on the order.
    same cluster-job cluster-adopted attempts
}

for name in $runs; do
    case $name in
        plain | deleted | job | adopted) $name ;;
        *) fail "TRY_RUNS names $name, which is no run" ;;
    esac
done
kill $watch_pid
cat "$work/runs/scaling.log"
summary
