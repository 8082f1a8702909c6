import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A teacher-service in a process of its own. */
final class Replica implements AutoCloseable {

    private final String name;
    private final String application;
    private final String broker;
    private final File log;
    private Process process;

    Replica(String name, String application, String broker, Path folder) {
        this.name = name;
        this.application = application;
        this.broker = broker;
        this.log = folder.resolve(name + ".log").toFile();
    }

    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dkafka.bootstrap.servers=" + broker,
                        "-Dquarkus.http.port=0",
                        "-Dteacher.name=" + name,
                        "-Dteacher.allowed-urls=*",
                        "-Dpreceptor.artifacts.directory=" + log.toPath().resolveSibling("artifacts"),
                        // The other replica waits so long for the answer of one that was killed, and the time limit of a call.
                        "-Dteacher.reservation-margin=3s",
                        // So long a batch that a killed replica was creating is looked for.
                        "-Dteacher.batch-create-within=4s",
                        "-Dkafka.session.timeout.ms=6000",
                        "-Dkafka.heartbeat.interval.ms=1000",
                        // The group gives a killed member's work away after this time.
                        "-Dmp.messaging.connector.smallrye-kafka.session.timeout.ms=6000",
                        "-Dmp.messaging.connector.smallrye-kafka.heartbeat.interval.ms=1000",
                        "-jar",
                        application)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    /** What its processor has worked for it so far. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** As {@code kill -9}: nothing is flushed, closed or said. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
