package dev.preceptor.stage.health;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.kafka.common.utils.Utils;

/** The names in {@code kafka.bootstrap.servers}. */
record BrokerNames(String bootstrapServers) {

    /**
     * Whether the name of at least one broker can be resolved, which is what Kafka's clients need. True also for what is not an address:
     * they say what is wrong with it.
     */
    boolean isResolvable() {
        return Arrays.stream(bootstrapServers.split(",")).map(String::strip).anyMatch(BrokerNames::isResolvable);
    }

    private static boolean isResolvable(String address) {
        String host = Utils.getHost(address);
        if (host == null) {
            return true;
        }
        try {
            InetAddress.getByName(host);
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
