import dev.preceptor.standalone.LoopbackPort;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Broker and services as processes that nobody starts again: what ends, ends, and is seen to. */
final class Apart implements AutoCloseable {

    private static final List<String> SERVICES = List.of("run", "student", "executor", "teacher", "trainer", "eval");
    private static final Duration TO_ANSWER = Duration.ofSeconds(10);

    private final Path root;
    private final Path folder;
    private final Path brokerFolder;
    private final int kafkaPort = LoopbackPort.free();
    private final Map<String, Integer> ports = new TreeMap<>();
    private final Map<String, Process> services = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Process broker;

    /** @param brokerFolder where its log is kept */
    Apart(Path root, Path folder, Path brokerFolder) {
        this.root = root;
        this.folder = folder;
        this.brokerFolder = brokerFolder;
    }

    void startBroker() throws IOException {
        List<String> command = java("384m");
        command.addAll(List.of("-jar", root.resolve("cli/target/quarkus-app/quarkus-run.jar").toString()));
        command.addAll(List.of("broker", "--port", "" + kafkaPort, "--data", brokerFolder.toString()));
        broker = started("broker", command);
    }

    void startServices() throws IOException {
        for (String service : SERVICES) {
            int port = LoopbackPort.free();
            ports.put(service, port);
            List<String> command = java("256m");
            command.addAll(List.of(
                    "-Dkafka.bootstrap.servers=localhost:" + kafkaPort,
                    "-Dquarkus.http.host=localhost",
                    "-Dquarkus.http.port=" + port,
                    "-Dpreceptor.home=" + folder,
                    "-Dteacher.name=teacher-1",
                    "-Dteacher.allowed-urls=*",
                    "-Dstudent.allowed-urls=*",
                    "-jar",
                    root.resolve(service + "-service/target/quarkus-app/quarkus-run.jar").toString()));
            services.put(service, started(service, command));
        }
    }

    /** As {@code kill -9}. */
    void killBroker() {
        broker.destroyForcibly().onExit().join();
    }

    boolean brokerAlive() {
        return broker.isAlive();
    }

    RunService runs() {
        return new RunService(ports.get("run"));
    }

    String broker() {
        return "localhost:" + kafkaPort;
    }

    /** Those that have ended or whose health check of that name ({@code live}, {@code ready}) does not say UP. */
    List<String> not(String health) throws InterruptedException {
        List<String> not = new ArrayList<>();
        for (String service : SERVICES) {
            if (!services.get(service).isAlive() || !says(service, health)) {
                not.add(service);
            }
        }
        return not;
    }

    private boolean says(String service, String health) throws InterruptedException {
        URI address = URI.create("http://localhost:" + ports.get(service) + "/q/health/" + health);
        HttpRequest request = HttpRequest.newBuilder(address).timeout(TO_ANSWER).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** How many lines each service has written. */
    Map<String, Long> lines() throws IOException {
        Map<String, Long> lines = new TreeMap<>();
        for (String service : SERVICES) {
            lines.put(service, Files.readString(log(service).toPath()).lines().count());
        }
        return lines;
    }

    private Process started(String name, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name)));
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        return builder.start();
    }

    private File log(String name) {
        return folder.resolve(name + ".log").toFile();
    }

    private static List<String> java(String heap) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError"));
    }

    /** As {@code kill} does; the services before the broker. */
    @Override
    public void close() throws InterruptedException {
        services.values().forEach(Process::destroy);
        for (Process service : services.values()) {
            end(service);
        }
        if (broker != null) {
            broker.destroy();
            end(broker);
        }
    }

    private static void end(Process process) throws InterruptedException {
        if (!process.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
