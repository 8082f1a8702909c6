package dev.preceptor.standalone.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** Settings of Kafka: one node that is broker and controller, for one machine, in bounded memory. */
final class BrokerSettings {

    static final int NODE_ID = 1;

    /** Constant, so that a folder whose formatting was interrupted can be formatted again. */
    static final String CLUSTER_ID = "preceptor-standalone-1";

    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String HOST = "localhost";
    private static final int LARGEST_MESSAGE_BYTES = 16 << 20;

    private BrokerSettings() {}

    static Map<String, String> of(Path folder, int port, int controllerPort) {
        Map<String, String> settings = new HashMap<>();
        identity(settings, folder, port, controllerPort);
        durability(settings);
        memory(settings);
        promptness(settings);
        return settings;
    }

    /** A formatter that writes the constant cluster id into a folder when it is run. */
    static Formatter formatter(Path folder) {
        return new Formatter()
                .setNodeId(NODE_ID)
                .setClusterId(CLUSTER_ID)
                .addDirectory(folder.toString())
                .setMetadataLogDirectory(folder.toString())
                .setControllerListenerName(CONTROLLER_LISTENER)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION);
    }

    private static void identity(Map<String, String> settings, Path folder, int port, int controllerPort) {
        String client = "PLAINTEXT://" + HOST + ":" + port;
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("listeners", client + "," + CONTROLLER_LISTENER + "://" + HOST + ":" + controllerPort);
        settings.put("advertised.listeners", client);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        // The quorum is configured, not stored, because the controller's port may differ at each start.
        settings.put("controller.quorum.voters", NODE_ID + "@" + HOST + ":" + controllerPort);
        settings.put("log.dirs", folder.toString());
    }

    private static void durability(Map<String, String> settings) {
        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("log.retention.ms", "-1");
        // A run that was stopped for a month can still continue.
        settings.put("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));
        settings.put("message.max.bytes", Integer.toString(LARGEST_MESSAGE_BYTES));
        settings.put("socket.request.max.bytes", Integer.toString(4 * LARGEST_MESSAGE_BYTES));
    }

    private static void memory(Map<String, String> settings) {
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        settings.put("log.cleaner.io.buffer.size", Integer.toString(1 << 20));
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("background.threads", "2");
    }

    private static void promptness(Map<String, String> settings) {
        settings.put("group.initial.rebalance.delay.ms", "0");
        // How soon the partitions of a killed service are assigned anew is the service's choice.
        settings.put("group.min.session.timeout.ms", "1000");
        // After an unclean end the broker can register again only when its old session has expired. The timeout is not
        // shorter, because a model that uses all cores may delay the heartbeats for seconds.
        settings.put("broker.session.timeout.ms", "6000");
        settings.put("broker.heartbeat.interval.ms", "500");
    }
}
