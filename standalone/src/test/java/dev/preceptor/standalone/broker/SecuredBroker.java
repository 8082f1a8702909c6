package dev.preceptor.standalone.broker;

import dev.preceptor.standalone.LoopbackPort;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A Kafka in this process that speaks TLS, and asks its clients for a name and a password. */
final class SecuredBroker implements AutoCloseable {

    static final String USER = "preceptor";
    static final String PASSWORD = "sesame";

    private static final String KEYSTORE_PASSWORD = "keystore";

    private final Path folder;
    private final int port = LoopbackPort.free();
    private final KafkaRaftServer server;

    private SecuredBroker(Path folder) throws Exception {
        this.folder = folder;
        keytool("-genkeypair", "-keyalg", "RSA", "-dname", "CN=localhost", "-ext", "san=dns:localhost");
        keytool("-exportcert", "-rfc", "-file", certificate().toString());
        int internal = LoopbackPort.free();
        int controller = LoopbackPort.free();
        Map<String, String> settings = BrokerSettings.of(data(), internal, controller);
        settings.merge("listeners", "SECURED://localhost:" + port, (others, ours) -> others + "," + ours);
        settings.merge("advertised.listeners", "SECURED://localhost:" + port, (others, ours) -> others + "," + ours);
        settings.merge("listener.security.protocol.map", "SECURED:SASL_SSL", (others, ours) -> others + "," + ours);
        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        settings.put(
                "listener.name.secured.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.location", keystore().toString());
        settings.put("ssl.keystore.password", KEYSTORE_PASSWORD);
        settings.put("ssl.key.password", KEYSTORE_PASSWORD);
        format();
        server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        server.startup();
    }

    static SecuredBroker in(Path folder) throws Exception {
        return new SecuredBroker(folder);
    }

    /** A client's settings, as the environment names them. */
    Map<String, String> environment(String password) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                "localhost:" + port,
                "KAFKA_SECURITY_PROTOCOL",
                "SASL_SSL",
                "KAFKA_SASL_MECHANISM",
                "SCRAM-SHA-512",
                "KAFKA_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + USER + "\" password=\""
                        + password + "\";",
                "KAFKA_SSL_TRUSTSTORE_TYPE",
                "PEM",
                "KAFKA_SSL_TRUSTSTORE_LOCATION",
                certificate().toString());
    }

    private void format() throws Exception {
        BrokerSettings.formatter(data())
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setScramArguments(List.of("SCRAM-SHA-512=[name=" + USER + ",password=" + PASSWORD + "]"))
                .run();
    }

    private void keytool(String command, String... further) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), command));
        line.addAll(List.of(further));
        line.addAll(List.of("-alias", "broker", "-storetype", "PKCS12", "-storepass", KEYSTORE_PASSWORD));
        line.addAll(List.of("-keystore", keystore().toString()));
        Path log = Files.createTempFile(folder, "keytool", ".log");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException(Files.readString(log));
        }
    }

    private Path keystore() {
        return folder.resolve("broker.p12");
    }

    private Path certificate() {
        return folder.resolve("ca.crt");
    }

    private Path data() {
        return folder.resolve("kafka");
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
