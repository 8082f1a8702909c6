package dev.preceptor.standalone.broker;

import dev.preceptor.standalone.LoopbackPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.jboss.logging.Logger;

/**
 * A single-node Kafka broker in this JVM. Its log survives the end of the process, also a kill. It creates no topic automatically
 * and listens on the loopback interface only.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EmbeddedBroker.class);

    private final BrokerFolder folder;
    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedBroker(BrokerFolder folder, KafkaRaftServer server, int port) {
        this.folder = folder;
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker on the folder's log, and returns when clients can connect. A new folder is created and formatted.
     *
     * @param port that clients connect to; 0 chooses a free one
     * @throws BrokerException if the folder cannot be used or the port is taken; nothing is left running then
     */
    public static EmbeddedBroker start(Path dataDirectory, int port) {
        BrokerFolder folder = BrokerFolder.hold(dataDirectory.toAbsolutePath().normalize());
        try {
            int clientPort = port == 0 ? LoopbackPort.free() : port;
            if (!LoopbackPort.isFree(clientPort)) {
                throw new BrokerException(
                        "port " + port + " for the embedded broker is in use by another process: choose another");
            }
            Map<String, String> settings = BrokerSettings.of(folder.path(), clientPort, LoopbackPort.free());
            format(folder.path());
            endTheProcessWhereTheBrokerCannotGoOn(folder.path());
            return new EmbeddedBroker(folder, started(settings, folder.path()), clientPort);
        } catch (RuntimeException e) {
            release(folder);
            throw e;
        }
    }

    /**
     * Whether a broker runs on a folder.
     *
     * @throws BrokerException if the folder cannot be read
     */
    public static boolean isUsed(Path folder) {
        return BrokerFolder.isHeld(folder);
    }

    /** The value for clients' {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "localhost:" + port;
    }

    public int port() {
        return port;
    }

    /** Stops the broker and waits for its end. Its log stays in the folder. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        release(folder);
    }

    private static KafkaRaftServer started(Map<String, String> settings, Path folder) {
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        try {
            server.startup();
            return server;
        } catch (RuntimeException e) {
            server.shutdown();
            throw new BrokerException("the embedded broker cannot start on " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Writes the cluster's id into a new folder; does not change a formatted one. */
    private static void format(Path folder) {
        ByteArrayOutputStream report = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(report, true, StandardCharsets.UTF_8)) {
            BrokerSettings.formatter(folder)
                    .setPrintStream(stream)
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) {
            throw new BrokerException(folder + " cannot be made a broker's folder: " + e.getMessage(), e);
        }
        LOG.debug(report.toString(StandardCharsets.UTF_8).strip());
    }

    /** Kafka halts the JVM when its log fails. In our JVM the person must see why. */
    private static void endTheProcessWhereTheBrokerCannotGoOn(Path folder) {
        Exit.Procedure end = (status, message) -> {
            System.err.println("error: the embedded broker cannot go on with " + folder
                    + "; is its disk full? What it held is kept: the same call again resumes."
                    + (message == null ? "" : " (" + message + ")"));
            Runtime.getRuntime().halt(status);
        };
        Exit.setHaltProcedure(end);
        Exit.setExitProcedure(end);
    }

    private static void release(BrokerFolder folder) {
        try {
            folder.close();
        } catch (IOException e) {
            LOG.warnf("The lock of %s could not be released: %s", folder.path(), e.getMessage());
        }
    }
}
