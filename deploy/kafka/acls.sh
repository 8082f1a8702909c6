#!/bin/sh
# Grants a Kafka user what Preceptor's services need:
#
#     acls.sh ROLE PRINCIPAL COMMAND...
#
# ROLE is services (run, student, teacher, trainer, eval), executor or keda. COMMAND is kafka-acls.sh with the options of its connection:
#
#     acls.sh services User:preceptor kafka-acls.sh --bootstrap-server HOST:PORT --command-config admin.properties
#
# With "echo" as COMMAND, it prints the arguments. PRECEPTOR_PREFIX is the prefix of all names, as in the services.
set -eu
[ $# -ge 3 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
role=$1
principal=$2
shift 2

# allow OPERATIONS RESOURCE-OPTION NAMES [PATTERN] COMMAND...: lists are separated by spaces.
allow() {
    operations=$1 resource=$2 names=$3 pattern=$4
    shift 4
    for operation in $operations; do set -- "$@" --operation "$operation"; done
    for name in $names; do set -- "$@" "$resource" "${PRECEPTOR_PREFIX:-}$name"; done
    "$@" --resource-pattern-type "$pattern"
}

dead_letters() {
    for topic in $1; do echo "$topic-dlq"; done
}

case $role in
    services)
        topics="runs assignments attempts test-results refinements training-examples teacher-calls batched-requests training-jobs
            training-progress checkpoints evaluations draft-requests drafts draft-trials run-deletions comparisons
            task-generations service-status"
        set -- "$@" --add --force --allow-principal "$principal"
        # run-service creates the topics, and compares their settings with its own.
        allow "Create DescribeConfigs Read Write" --topic "$topics $(dead_letters "$topics")" literal "$@"
        allow Read --group preceptor- prefixed "$@"
        # Kafka Streams: changelogs and repartition topics, and exactly-once processing.
        allow "Create Delete DescribeConfigs Read Write" --topic "preceptor-run- preceptor-eval-" prefixed "$@"
        allow Write --transactional-id "preceptor-run- preceptor-eval-" prefixed "$@"
        allow Write --transactional-id preceptor-dlq-replay literal "$@"
        ;;
    executor)
        read="attempts refinements drafts"
        set -- "$@" --add --force --allow-principal "$principal"
        allow Read --topic "$read" literal "$@"
        allow Write --topic "test-results draft-trials service-status $(dead_letters "$read")" literal "$@"
        allow Read --group preceptor-executor literal "$@"
        ;;
    keda)
        set -- "$@" --add --force --allow-principal "$principal"
        allow Describe --topic "assignments attempts refinements drafts test-results draft-requests training-jobs" literal "$@"
        allow Describe --group preceptor- prefixed "$@"
        ;;
    *)
        echo "error: '$role' is none of services, executor, keda" >&2
        exit 2
        ;;
esac
