package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.standalone.LoopbackPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker and services as processes of their own. */
class UpIT {

    /** A process that was killed is given up after three seconds. */
    private static final String SHORT_SESSIONS = String.join(
            " ",
            "-Dkafka.session.timeout.ms=3000",
            "-Dkafka.heartbeat.interval.ms=500",
            "-Dmp.messaging.connector.smallrye-kafka.session.timeout.ms=3000",
            "-Dmp.messaging.connector.smallrye-kafka.heartbeat.interval.ms=500");

    @TempDir
    Path folder;

    private final int port = LoopbackPort.free();
    private final int kafkaPort = LoopbackPort.free();

    @AfterEach
    void nothingIsLeft() throws IOException {
        processes().values().forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * The teacher corrects two attempts and scores the two others. Student and ledger are killed at the beginning, the teacher while it waits
     * for its first score, the trainer while it trains on texts and scores.
     */
    @Test
    void aRunIsTheSameWhenServicesAreKilledInTheMiddle() throws Exception {
        TinyRun.in(folder);
        AtomicBoolean teacherKilled = new AtomicBoolean();
        try (VllmServer teacher = new VllmServer(
                        Map.of("double", "2 * n", "square", "n * n"), Set.of(), folder.resolve("model"));
                PackagedCommandLine up = up("--replicas", "executor=2,run=2")) {
            teacher.onScore(() -> {
                if (teacherKilled.compareAndSet(false, true)) {
                    killNamed("teacher-1");
                }
            });
            up.awaitWord("Serving on http://localhost:" + port);
            Map<String, ProcessHandle> processes = processes();
            assertThat(processes)
                    .containsOnlyKeys(
                            "up",
                            "broker",
                            "run-1",
                            "run-2",
                            "student-1",
                            "executor-1",
                            "executor-2",
                            "teacher-1",
                            "trainer-1",
                            "eval-1");
            try (PackagedCommandLine run = command(
                    "run",
                    KilledScoresRun.specification(folder, teacher).toString(),
                    "--server",
                    "http://localhost:" + port,
                    "--json",
                    "-")) {
                run.awaitWord("Practice, round 1");
                kill(processes.get("student-1"));
                kill(processes.get("run-1"));
                awaitLine("trainer-1", "examples have soft targets");
                killNamed("trainer-1");

                assertThat(run.end()).as(run.err()).isZero();
                RunReport report = Json.mapper().readValue(run.out(), RunReport.class);
                KilledScoresRun.requireReport(report);
                assertThat(atTheOther(up, report.runId())).isEqualTo(report);
            }
            assertThat(up.err())
                    .contains(
                            "student-1 ended with status 137; starting it again in 1 s",
                            "teacher-1 ended with status 137",
                            "trainer-1 ended with status 137");
            assertThat(processes().get("student-1")).isNotEqualTo(processes.get("student-1"));
            List<ProcessHandle> all = List.copyOf(processes().values());

            up.interrupt();

            assertThat(up.end()).isEqualTo(130);
            assertThat(up.err()).contains("Stopped.").doesNotContain("was killed");
            assertThat(all).noneMatch(ProcessHandle::isAlive);
            assertThat(processes()).isEmpty();
            KilledScoresRun.requireTopics(RecordedTopics.of(data()), data(), teacher.payments());
        }
    }

    @Test
    void whatRunsInTheBackgroundIsEndedByDownEvenWithoutItsSupervisor() throws Exception {
        String[] few = {"--replicas", "student=0,executor=0,teacher=0,trainer=0,eval=0", "--detach"};
        try (PackagedCommandLine up = up(few)) {
            assertThat(up.end()).as(up.err()).isZero();
            assertThat(up.err()).contains("Serving on", "./preceptor down --data " + data());
        }
        Map<String, ProcessHandle> processes = processes();
        assertThat(processes).containsOnlyKeys("up", "broker", "run-1");
        HttpRequest nonsense = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/runs/none/jump"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> unknown = HttpClient.newHttpClient().send(nonsense, HttpResponse.BodyHandlers.ofString());
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body())
                .isEqualTo("{\"error\":\"there is nothing at /runs/none/jump; /q/openapi describes what there is\"}");
        try (PackagedCommandLine again = up(few)) {
            assertThat(again.end()).isEqualTo(1);
            assertThat(again.err()).contains("already up on " + data() + " (", "run-1");
        }
        kill(processes.get("up"));
        assertThat(processes.get("run-1").isAlive()).isTrue();

        try (PackagedCommandLine down = command("down", "--data", data().toString())) {
            assertThat(down.end()).as(down.err()).isZero();
            assertThat(down.err()).isEqualTo("Stopped.\n");
        }
        assertThat(processes.values()).noneMatch(ProcessHandle::isAlive);
        try (PackagedCommandLine down = command("down", "--data", data().toString())) {
            assertThat(down.end()).isZero();
            assertThat(down.err()).contains("Nothing was running on " + data());
        }
    }

    @Test
    void aPortInUseIsNamedBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(port)) {
            assertThat(taken.isBound()).isTrue();
            try (PackagedCommandLine up = up()) {
                assertThat(up.end()).isEqualTo(1);
                assertThat(up.err())
                        .isEqualTo(
                                "error: port " + port + " is in use by another process: choose another with --port\n");
            }
        }
        assertThat(processes()).isEmpty();
    }

    /** What the second run-service says of a run, once it has caught up. */
    private static RunReport atTheOther(PackagedCommandLine up, String runId) throws Exception {
        Matcher address =
                Pattern.compile("run-2 is ready: (http://localhost:[0-9]+)").matcher(up.err());
        assertThat(address.find()).isTrue();
        HttpRequest request = HttpRequest.newBuilder(URI.create(address.group(1) + "/runs/" + runId))
                .build();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isIn(200, 503);
            RunReport report =
                    response.statusCode() == 200 ? Json.mapper().readValue(response.body(), RunReport.class) : null;
            if (report != null && report.state().ended()) {
                return report;
            }
            assertThat(System.nanoTime()).as(response.body()).isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private PackagedCommandLine up(String... further) throws IOException {
        Stream<String> common =
                Stream.of("up", "--data", data().toString(), "--port", "" + port, "--kafka-port", "" + kafkaPort);
        return PackagedCommandLine.start(
                folder.resolve("home"),
                Map.of("PRECEPTOR_JAVA_OPTIONS", SHORT_SESSIONS),
                Stream.concat(common, Stream.of(further)).toArray(String[]::new));
    }

    private PackagedCommandLine command(String... arguments) throws IOException {
        return PackagedCommandLine.start(folder.resolve("home"), arguments);
    }

    /** Those that live, by the names of their pid files. */
    private Map<String, ProcessHandle> processes() throws IOException {
        Path pids = data().resolve("pids");
        if (!Files.isDirectory(pids)) {
            return Map.of();
        }
        try (Stream<Path> files = Files.list(pids)) {
            return files.filter(file -> file.toString().endsWith(".pid"))
                    .flatMap(
                            file -> ProcessHandle.of(pid(file)).map(process -> Map.entry(name(file), process)).stream())
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }

    private void killNamed(String name) {
        try {
            kill(processes().get(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a process has logged a text. */
    private void awaitLine(String process, String text) {
        Path log = data().resolve("logs").resolve(process + ".log");
        Awaitility.await()
                .atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Files.readString(log).contains(text));
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".pid", "");
    }

    private static long pid(Path file) {
        try {
            return Long.parseLong(Files.readString(file).split(" ")[0]);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
