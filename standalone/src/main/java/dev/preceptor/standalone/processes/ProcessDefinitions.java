package dev.preceptor.standalone.processes;

import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.LoopbackPort;
import dev.preceptor.standalone.ServiceAccess;
import dev.preceptor.standalone.StandaloneException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Defines the processes of broker and services: Java's options, the settings, the jar.
 *
 * @param root the folder that Preceptor was built in
 * @param application the command line's jar; its command {@code broker} runs the broker
 * @param environment a setting that is set here is not passed on: the environment takes precedence
 */
public record ProcessDefinitions(Path root, Path application, Map<String, String> environment) {

    private static final String BROKER_HEAP = "384m";
    private static final String JAVA_OPTIONS = "PRECEPTOR_JAVA_OPTIONS";

    /**
     * For the installation that {@code ./preceptor} started this JVM from.
     *
     * @throws StandaloneException if this JVM was started in another way
     */
    public static ProcessDefinitions ofThisInstallation() {
        String root = System.getProperty("preceptor.root");
        if (root == null) {
            throw new StandaloneException("-Dpreceptor.root is not set: start it with ./preceptor");
        }
        return new ProcessDefinitions(
                Path.of(root).toAbsolutePath(),
                Path.of(System.getProperty("java.class.path")).toAbsolutePath(),
                System.getenv());
    }

    /** The broker, on the data directory's Kafka log. */
    public ProcessDefinition broker(DataDirectory data, int port) {
        List<String> command = java(BROKER_HEAP);
        command.addAll(List.of("-jar", application.toString()));
        command.addAll(List.of("broker", "--port", Integer.toString(port)));
        command.addAll(List.of("--data", data.path().toString()));
        return new ProcessDefinition(
                PidFolder.BROKER,
                List.copyOf(command),
                data.log(PidFolder.BROKER),
                URI.create("tcp://localhost:" + port));
    }

    /**
     * Every replica of every service.
     *
     * @throws StandaloneException if a service was not built
     */
    public List<ProcessDefinition> services(ProcessSettings settings) {
        List<ProcessDefinition> processes = new ArrayList<>();
        int studentPort = LoopbackPort.free();
        for (Service service : Service.values()) {
            for (int number = 1; number <= settings.replicas().count(service); number++) {
                int port = number > 1
                        ? LoopbackPort.free()
                        : switch (service) {
                            case RUN -> settings.httpPort();
                            case STUDENT -> studentPort;
                            default -> LoopbackPort.free();
                        };
                processes.add(service(service, number, port, settings, studentPort));
            }
        }
        return processes;
    }

    /** @param studentPort of the student that completes prompts for run-service */
    private ProcessDefinition service(
            Service service, int number, int port, ProcessSettings settings, int studentPort) {
        Path jar = root.resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new StandaloneException(jar + " is missing: build it with ./mvnw package -DskipTests");
        }
        String name = service.label() + "-" + number;
        Path data = settings.data().path();
        Path state = data.resolve("streams").resolve(name);
        List<String> command = java(service.heap());
        set(command, "kafka.bootstrap.servers", "localhost:" + settings.brokerPort());
        set(command, "quarkus.http.host", "localhost");
        set(command, "quarkus.http.port", port);
        set(command, "preceptor.artifacts.directory", data.resolve("artifacts"));
        set(command, "trainer.work-directory", data.resolve("training"));
        set(command, "preceptor.models.directory", settings.home().models());
        set(command, "run.state-directory", state);
        set(command, "eval.state-directory", state);
        set(command, "run.student-url", "http://localhost:" + studentPort);
        set(command, "teacher.student-url", "http://localhost:" + studentPort);
        set(command, "run.standby-replicas", Math.max(0, settings.replicas().count(Service.RUN) - 1));
        set(command, "run.task-sets-directory", root.resolve("tasks"));
        set(command, "teacher.name", name);
        ServiceAccess.of(settings.credentials(), environment)
                .forEach((setting, value) -> command.add("-D" + setting + "=" + value));
        command.addAll(List.of("-jar", jar.toString()));
        return new ProcessDefinition(
                name,
                List.copyOf(command),
                settings.data().log(name),
                URI.create("http://localhost:" + port + "/q/health/ready"));
    }

    private void set(List<String> command, String property, Object value) {
        if (!environment.containsKey(property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))) {
            command.add("-D" + property + "=" + value);
        }
    }

    /** The person's own options come last: of two contradicting options Java takes the later one. */
    private List<String> java(String heap) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + System.getProperty("user.home"),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                // The optimising compiler costs more time and memory than it saves, most of all after a restart.
                "-XX:TieredStopAtLevel=1"));
        command.addAll(
                List.of(environment.getOrDefault(JAVA_OPTIONS, "").strip().split("\\s+")));
        command.removeIf(String::isEmpty);
        return command;
    }
}
