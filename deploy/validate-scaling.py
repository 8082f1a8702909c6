"""Checks the KEDA objects in built manifests, which the schema of Kubernetes does not hold, against the other manifests and the code.

Arguments: files of built manifests. Each ScaledObject must scale something that exists and has no replicas of its own, and each of its
triggers must have only settings of KEDA's Kafka scaler, the services' broker, credentials that exist, and a topic and a group of the code.
"""

import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
# Of KEDA 2.21: https://keda.sh/docs/2.21/scalers/apache-kafka/
KAFKA_SETTINGS = {
    "bootstrapServers", "consumerGroup", "topic", "partitionLimitation", "lagThreshold", "activationLagThreshold", "offsetResetPolicy",
    "allowIdleConsumers", "excludePersistentLag", "scaleToZeroOnInvalidOffset", "limitToPartitionsWithLag",
    "ensureEvenDistributionOfPartitions", "fullMetadata", "version", "tls", "unsafeSsl", "sasl", "saslTokenProvider", "awsRegion"}
SCALED_OBJECT = {
    "scaleTargetRef", "pollingInterval", "cooldownPeriod", "initialCooldownPeriod", "idleReplicaCount", "minReplicaCount",
    "maxReplicaCount", "advanced", "triggers", "fallback"}


def consumed():
    """Pairs of group and topic, from the settings of the services."""
    found = set()
    for settings in ROOT.glob("*-service/src/main/resources/META-INF/microprofile-config.properties"):
        text = settings.read_text(encoding="utf-8")
        for channel, topic in re.findall(r"incoming\.([\w-]+)\.topic=\$\{preceptor\.prefix:\}(\S+)", text):
            group = re.search(rf"incoming\.{channel}\.group\.id=\$\{{preceptor\.prefix:\}}(\S+)", text).group(1)
            found.add((group, topic))
    return found


def problems(resources):
    by_name = {(each["kind"], each["metadata"]["name"]): each for each in resources}
    settings = next(each["data"] for each in resources
                    if each["kind"] == "ConfigMap" and "KAFKA_BOOTSTRAP_SERVERS" in each["data"])
    known = consumed()
    for scaled in (each for each in resources if each["kind"] == "ScaledObject"):
        spec, name = scaled["spec"], f"ScaledObject {scaled['metadata']['name']}"
        for unknown in set(spec) - SCALED_OBJECT:
            yield f"{name}: {unknown} is not a field"
        target = by_name.get((spec["scaleTargetRef"]["kind"], spec["scaleTargetRef"]["name"]))
        if target is None:
            yield f"{name}: scales nothing"
        elif "replicas" in target["spec"]:
            yield f"{name}: an apply would reset the replicas of {target['metadata']['name']}"
        if spec["maxReplicaCount"] > int(settings["RUN_TOPICS_PARTITIONS"]):
            yield f"{name}: more replicas than partitions"
        for number, trigger in enumerate(spec["triggers"]):
            where, metadata = f"{name}: trigger {number}", trigger["metadata"]
            if trigger["type"] != "kafka":
                yield f"{where}: {trigger['type']} is not checked here"
                continue
            for unknown in set(metadata) - KAFKA_SETTINGS:
                yield f"{where}: {unknown} is not a setting"
            if metadata["bootstrapServers"] != settings["KAFKA_BOOTSTRAP_SERVERS"]:
                yield f"{where}: {metadata['bootstrapServers']} is not the broker of the services"
            if ("TriggerAuthentication", trigger.get("authenticationRef", {}).get("name")) not in by_name:
                yield f"{where}: its credentials do not exist"
            if (metadata["consumerGroup"], metadata["topic"]) not in known:
                yield f"{where}: no service reads {metadata['topic']} as {metadata['consumerGroup']}"
            if metadata.get("offsetResetPolicy") != "earliest":
                yield f"{where}: the services begin with the earliest record"


def main():
    failures = 0
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as manifests:
            resources = list(yaml.safe_load_all(manifests))
        if not any(each["kind"] == "ScaledObject" for each in resources):
            print(f"{path}: has no ScaledObject")
            failures += 1
        for problem in problems(resources):
            print(f"{path}: {problem}")
            failures += 1
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
