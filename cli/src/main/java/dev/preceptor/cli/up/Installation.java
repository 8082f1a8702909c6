package dev.preceptor.cli.up;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.embedded.DataDirectory;
import dev.preceptor.cli.embedded.Home;
import dev.preceptor.cli.embedded.ServiceAccess;
import dev.preceptor.standalone.LoopbackPort;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is started, and with which settings.
 *
 * @param root the folder that Preceptor was built in
 * @param application this command line's own jar, which can be a broker, too
 * @param environment a setting that it names is left to it
 */
record Installation(Path root, Path application, Map<String, String> environment) {

    private static final String BROKER_HEAP = "384m";
    private static final String JAVA_OPTIONS = "PRECEPTOR_JAVA_OPTIONS";

    /** As the launcher tells it. */
    static Installation here() {
        String root = System.getProperty("preceptor.root");
        if (root == null) {
            throw CommandException.failed("-Dpreceptor.root is not set: start it with ./preceptor");
        }
        return new Installation(
                Path.of(root).toAbsolutePath(),
                Path.of(System.getProperty("java.class.path")).toAbsolutePath(),
                System.getenv());
    }

    Member broker(DataDirectory data, int port) {
        List<String> command = java(BROKER_HEAP);
        command.addAll(List.of("-jar", application.toString()));
        command.addAll(List.of("broker", "--port", Integer.toString(port)));
        command.addAll(List.of("--data", data.path().toString()));
        return new Member(
                PidFolder.BROKER,
                List.copyOf(command),
                log(data, PidFolder.BROKER),
                URI.create("tcp://localhost:" + port));
    }

    /**
     * @param credentials URLs by the variables whose keys may go there
     * @throws CommandException if something was not built
     */
    List<Member> services(
            Replicas replicas,
            DataDirectory data,
            Home home,
            int httpPort,
            int brokerPort,
            Map<String, String> credentials) {
        Map<String, String> access = ServiceAccess.of(credentials, environment);
        List<Member> members = new ArrayList<>();
        for (Service service : Service.values()) {
            for (int number = 1; number <= replicas.count(service); number++) {
                int port = service == Service.RUN && number == 1 ? httpPort : LoopbackPort.free();
                members.add(member(service, number, replicas, data, home, port, brokerPort, access));
            }
        }
        return members;
    }

    private Member member(
            Service service,
            int number,
            Replicas replicas,
            DataDirectory data,
            Home home,
            int port,
            int brokerPort,
            Map<String, String> access) {
        Path jar = root.resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw CommandException.failed(jar + " is missing: build it with ./mvnw package -DskipTests");
        }
        String name = service.label() + "-" + number;
        List<String> command = java(service.heap());
        set(command, "kafka.bootstrap.servers", "localhost:" + brokerPort);
        set(command, "quarkus.http.host", "localhost");
        set(command, "quarkus.http.port", Integer.toString(port));
        set(
                command,
                "preceptor.artifacts.directory",
                data.path().resolve("artifacts").toString());
        set(command, "trainer.work-directory", data.path().resolve("training").toString());
        set(command, "preceptor.models.directory", home.models().toString());
        set(
                command,
                "run.state-directory",
                data.path().resolve("streams/" + name).toString());
        set(
                command,
                "eval.state-directory",
                data.path().resolve("streams/" + name).toString());
        set(command, "run.standby-replicas", Integer.toString(Math.max(0, replicas.count(Service.RUN) - 1)));
        set(command, "teacher.name", name);
        access.forEach((setting, value) -> command.add("-D" + setting + "=" + value));
        command.addAll(List.of("-jar", jar.toString()));
        return new Member(
                name,
                List.copyOf(command),
                log(data, name),
                URI.create("http://localhost:" + port + "/q/health/ready"));
    }

    /** What the person set in the environment holds. */
    private void set(List<String> command, String property, String value) {
        if (!environment.containsKey(property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))) {
            command.add("-D" + property + "=" + value);
        }
    }

    private static Path log(DataDirectory data, String name) {
        return data.path().resolve("logs").resolve(name + ".log");
    }

    /** Of two options that contradict each other Java takes the later one, which is the person's. */
    private List<String> java(String heap) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
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
