package dev.preceptor.run.topic;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Optional;
import org.apache.kafka.common.Node;

/** Warns where each record has one replica only and should have more. */
final class SingleReplica {

    private SingleReplica() {}

    /** The warning; empty where records have more replicas, or where all brokers are on this machine. */
    static Optional<String> warning(int replication, Collection<Node> brokers) {
        return replication > 1 || brokers.stream().allMatch(SingleReplica::isHere)
                ? Optional.empty()
                : Optional.of(
                        "each record is kept on one broker, and with its disk what was paid for is lost: with three brokers"
                                + " set run.topics.replication and eval.replication to 3");
    }

    private static boolean isHere(Node broker) {
        try {
            return InetAddress.getByName(broker.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
