#!/bin/bash
# The secrets that docs/OPERATING.md names, in the namespace preceptor: secrets.sh WORK-FOLDER. PRECEPTOR_TOKEN is the token of the API.
work=$1
. "$(dirname "$0")/env.sh"

secret() { kubectl --namespace preceptor create secret generic "$@"; }

sasl() { echo "KAFKA_SASL_JAAS_CONFIG=org.apache.kafka.common.security.scram.ScramLoginModule required username=\"$1\" password=\"$1-password\";"; }

secret preceptor-api --from-literal=tokens="try:write:$PRECEPTOR_TOKEN"
secret preceptor-kafka --from-literal="$(sasl preceptor)"
secret preceptor-kafka-executor --from-literal="$(sasl executor)"
secret preceptor-artifacts --from-literal=AWS_ACCESS_KEY_ID=the-access-key --from-literal=AWS_SECRET_ACCESS_KEY=the-secret-key
secret kafka-ca --from-file=ca.crt="$work/pki/kafka-ca.crt"
secret preceptor-keda --from-literal=sasl=scram_sha512 --from-literal=tls=enable --from-literal=username=keda --from-literal=password=keda-password
