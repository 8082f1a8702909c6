package dev.preceptor.run.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service without a broker. */
class StoppedStartIT {

    /** Nobody listens there. */
    private static final String NO_BROKER = "localhost:1";

    @TempDir
    Path home;

    private Process service;

    @AfterEach
    void end() {
        service.destroyForcibly();
    }

    @Test
    void endsWhenItIsToldToWhileItWaitsForTheBroker() throws Exception {
        start("10m", NO_BROKER);
        try (BufferedReader out = service.inputReader()) {
            assertThat(linesUntil(out, "waits for one")).isNotEmpty();

            // Process.destroy would close the stream that is read here.
            service.toHandle().destroy();

            assertThat(out.lines().toList()).noneMatch(line -> line.contains("Exception"));
        }
        assertThat(service.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void waitsForTheNameOfABrokerAndEndsWhenItIsToldTo() throws Exception {
        start("10m", "nowhere.invalid:9092");
        try (BufferedReader out = service.inputReader()) {
            assertThat(linesUntil(out, "no name of nowhere.invalid:9092 can be resolved: waits for one"))
                    .isNotEmpty();

            service.toHandle().destroy();

            assertThat(out.lines().toList()).noneMatch(line -> line.contains("Exception"));
        }
        assertThat(service.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void saysInALineThatNoBrokerCame() throws Exception {
        start("1s", NO_BROKER);
        try (BufferedReader out = service.inputReader()) {
            assertThat(out.lines().toList())
                    .contains("error: no broker answered within 1 s at localhost:1; start it, or set"
                            + " kafka.bootstrap.servers")
                    .noneMatch(line -> line.contains("Exception"));
        }
        assertThat(service.waitFor()).isEqualTo(1);
    }

    private void start(String within, String brokers) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dkafka.bootstrap.servers=" + brokers,
                        "-Drun.topics.broker-within=" + within,
                        "-Dquarkus.http.host=localhost",
                        "-Dquarkus.http.port=0",
                        "-jar",
                        Path.of("target/quarkus-app/quarkus-run.jar")
                                .toAbsolutePath()
                                .toString())
                .redirectErrorStream(true);
        builder.environment().put("PRECEPTOR_HOME", home.toString());
        service = builder.start();
    }

    private static List<String> linesUntil(BufferedReader out, String word) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
            if (line.contains(word)) {
                return lines;
            }
        }
        return List.of();
    }
}
