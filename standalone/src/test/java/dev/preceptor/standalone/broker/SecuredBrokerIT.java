package dev.preceptor.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged services against a Kafka with TLS and SASL, told of it by Kafka's own settings alone. */
class SecuredBrokerIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static SecuredBroker broker;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> services = new ArrayList<>();

    @BeforeAll
    static void startBroker() throws Exception {
        broker = SecuredBroker.in(folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void endServices() {
        services.forEach(service -> service.destroyForcibly().onExit().join());
    }

    @Test
    void servicesServeWithTheRightPassword() throws Exception {
        int run = LoopbackPort.free();
        start("run", run, SecuredBroker.PASSWORD);
        await().atMost(PATIENCE).until(() -> isReady(run));
        // Kafka Streams, SmallRye's channels and a client of our own, each in its own way.
        int teacher = LoopbackPort.free();
        int eval = LoopbackPort.free();
        start("teacher", teacher, SecuredBroker.PASSWORD);
        start("eval", eval, SecuredBroker.PASSWORD);
        await().atMost(PATIENCE).until(() -> isReady(teacher) && isReady(eval));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "teacher", "executor"})
    void aServiceThatIsRefusedEndsAndSaysWhy(String service) throws Exception {
        Process process = start(service, LoopbackPort.free(), "wrong");

        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(log(service)))
                .contains("refuses this service: Authentication failed")
                .contains("kafka.sasl.*")
                .doesNotContain("\tat ");
    }

    private Process start(String service, int port, String password) throws IOException {
        Path jar = Path.of(
                System.getProperty("preceptor.root"), service + "-service", "target", "quarkus-app", "quarkus-run.jar");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dquarkus.http.host=localhost",
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(log(service).toFile());
        builder.environment().putAll(broker.environment(password));
        builder.environment()
                .putAll(Map.of(
                        "PRECEPTOR_HOME", folder.resolve("home-" + service).toString()));
        Process process = builder.start();
        services.add(process);
        return process;
    }

    private boolean isReady(int port) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static Path log(String service) {
        return folder.resolve(service + ".log");
    }
}
