package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.standalone.LoopbackPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code serve} in a process of its own, on free ports, for the runs of several tests. */
final class ServeProcess implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final int kafkaPort;
    private final PackagedCommandLine process;

    private ServeProcess(Path folder, int port, int kafkaPort, PackagedCommandLine process) {
        this.folder = folder;
        this.port = port;
        this.kafkaPort = kafkaPort;
        this.process = process;
    }

    /**
     * Returns when it serves.
     *
     * @param folder of its home and its data
     */
    static ServeProcess start(Path folder) throws Exception {
        int port = LoopbackPort.free();
        int kafkaPort = LoopbackPort.free();
        PackagedCommandLine process = PackagedCommandLine.start(
                folder.resolve("home"),
                "serve",
                "--port",
                Integer.toString(port),
                "--kafka-port",
                Integer.toString(kafkaPort),
                "--data",
                data(folder).toString());
        try {
            process.awaitWord("Serving on http://localhost:" + port + ", Kafka on localhost:" + kafkaPort);
        } catch (AssertionError | InterruptedException e) {
            process.close();
            throw e;
        }
        return new ServeProcess(folder, port, kafkaPort, process);
    }

    /** The data directory of the server that was started on a folder. */
    static Path data(Path folder) {
        return folder.resolve("serve");
    }

    /** Of the REST API. */
    String address() {
        return "http://localhost:" + port;
    }

    /** Of the broker. */
    String kafka() {
        return "localhost:" + kafkaPort;
    }

    /** The lines that {@code export} writes of a run. */
    List<JsonNode> exported(String runId) throws Exception {
        return exported(runId, "prompt-completion");
    }

    /** The lines that {@code export} writes of a run in a format. */
    List<JsonNode> exported(String runId, String format) throws Exception {
        CommandLineCall export = CommandLineCall.of(
                "export",
                runId,
                "--format",
                format,
                "--kafka",
                kafka(),
                "--artifacts",
                data(folder).resolve("artifacts").toString());
        assertThat(export.status()).as(export.err()).isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : export.out().lines().toList()) {
            lines.add(Json.mapper().readTree(line));
        }
        return lines;
    }

    /** By SIGKILL: who tests a stop starts a server of its own. */
    @Override
    public void close() {
        process.close();
    }
}
