import dev.preceptor.standalone.LoopbackPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Broker and services as {@code ./preceptor up} runs them, or all in one process as {@code serve} does. */
final class Cluster implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("  (\\S+) is ready: (\\S+)");
    private static final long TO_START_SECONDS = 300;
    private static final long TO_STOP_SECONDS = 120;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path data;
    private final Path log;
    private final int port;
    private final int kafkaPort;

    private Cluster(Process process, Path data, Path log, int port, int kafkaPort) {
        this.process = process;
        this.data = data;
        this.log = log;
        this.port = port;
        this.kafkaPort = kafkaPort;
    }

    /** @param replicas as {@code --replicas} takes them */
    static Cluster up(Path root, Path folder, String replicas, Map<String, String> environment) throws Exception {
        return start(root, folder, environment, List.of("up", "--replicas", replicas));
    }

    static Cluster serve(Path root, Path folder, Map<String, String> environment) throws Exception {
        return start(root, folder, environment, List.of("serve"));
    }

    private static Cluster start(Path root, Path folder, Map<String, String> environment, List<String> command)
            throws Exception {
        int port = LoopbackPort.free();
        int kafkaPort = LoopbackPort.free();
        Path data = folder.resolve("data");
        Files.createDirectories(data);
        Path log = folder.resolve("command.log");
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dpreceptor.root=" + root,
                "-jar",
                root.resolve("cli/target/quarkus-app/quarkus-run.jar").toString()));
        // As the launcher does: of two contradicting options Java takes the later one.
        String options = System.getenv().getOrDefault("PRECEPTOR_JAVA_OPTIONS", "").strip();
        line.addAll(line.indexOf("-jar"), options.isEmpty() ? List.of() : List.of(options.split("\\s+")));
        line.addAll(command);
        line.addAll(List.of("--data", data.toString(), "--port", "" + port, "--kafka-port", "" + kafkaPort));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("PRECEPTOR_HOME", folder.resolve("home").toString());
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        builder.environment().putAll(environment);
        Cluster cluster = new Cluster(builder.start(), data, log, port, kafkaPort);
        try {
            cluster.awaitStart();
            return cluster;
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    private void awaitStart() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TO_START_SECONDS);
        while (!said("Serving on http://localhost:" + port)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("it did not start; " + log + " says why");
            }
            Thread.sleep(100);
        }
    }

    RunService runs() {
        return new RunService(port);
    }

    String broker() {
        return "localhost:" + kafkaPort;
    }

    Path data() {
        return data;
    }

    /** The process of the command itself. */
    ProcessHandle command() {
        return process.toHandle();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** What of {@code up}'s processes lives, by its name. */
    Map<String, ProcessHandle> members() throws IOException {
        Map<String, ProcessHandle> members = new TreeMap<>();
        try (Stream<Path> files = Files.list(data.resolve("pids"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".pid")).toList()) {
                String name = file.getFileName().toString().replace(".pid", "");
                String pid = Files.readString(file).split(" ")[0];
                if (!name.equals("up")) {
                    ProcessHandle.of(Long.parseLong(pid))
                            .filter(ProcessHandle::isAlive)
                            .ifPresent(handle -> members.put(name, handle));
                }
            }
        }
        return members;
    }

    /** Those of {@link #members} that say that they can do their work. */
    Map<String, ProcessHandle> serving() throws Exception {
        Map<String, ProcessHandle> members = members();
        Matcher address = READY.matcher(Files.readString(log));
        Map<String, ProcessHandle> serving = new TreeMap<>();
        while (address.find()) {
            ProcessHandle member = members.get(address.group(1));
            if (member != null && answers(URI.create(address.group(2)))) {
                serving.put(address.group(1), member);
            }
        }
        return serving;
    }

    private boolean answers(URI health) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(2)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean said(String words) throws IOException {
        return Files.readString(log).contains(words);
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(TO_STOP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException("it did not end within " + TO_STOP_SECONDS + " s; its log: " + log);
        }
    }
}
