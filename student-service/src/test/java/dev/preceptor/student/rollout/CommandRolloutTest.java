package dev.preceptor.student.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program of the operator brings checkpoints to a server. */
class CommandRolloutTest {

    @TempDir
    Path folder;

    private Path served;
    private ServerOfFolder server;
    private RolloutFixture fixture;

    /** Serves the models that have a file in a folder. */
    private static final class ServerOfFolder extends TestServer {

        private final Path served;

        ServerOfFolder(Path served) {
            this.served = served;
        }

        @Override
        void forget() {}

        @Override
        Reply reply(String path, JsonNode body) {
            var list = Json.mapper().createObjectNode();
            var data = list.putArray("data");
            try (Stream<Path> names = Files.list(served)) {
                names.forEach(
                        name -> data.addObject().put("id", name.getFileName().toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Reply(200, list.toString());
        }
    }

    @BeforeEach
    void start() throws IOException {
        served = Files.createDirectories(folder.resolve("served"));
        server = new ServerOfFolder(served);
        server.start();
        fixture = new RolloutFixture(folder, RolloutFixture.student("command", server));
    }

    @AfterEach
    void stop() {
        fixture.close();
        server.close();
    }

    private Rollouts process(String script, String arguments, String... settings) throws IOException {
        Path program = Files.writeString(folder.resolve("program.sh"), script);
        String[] all = Stream.concat(
                        Stream.of("rollout.command", "sh " + program + " " + arguments), Stream.of(settings))
                .toArray(String[]::new);
        return fixture.process(all);
    }

    @Test
    void theProgramIsToldTheCheckpointByArgumentsAndEnvironment() throws Exception {
        Assignment assignment = fixture.whole("run", 1);
        Rollouts process = process(
                "echo \"$1|$2|$PRECEPTOR_NAME|$PRECEPTOR_URI|$PRECEPTOR_SHA256|$PRECEPTOR_RUN|$PRECEPTOR_ROUND\" > "
                        + folder.resolve("told") + "\ntouch " + served + "/$PRECEPTOR_NAME\n",
                "--name {name}");

        process.use(assignment);

        assertThat(Files.readString(folder.resolve("told")).strip())
                .isEqualTo(String.join(
                        "|",
                        List.of(
                                "--name",
                                "run-round-1-run-job-1",
                                "run-round-1-run-job-1",
                                folder.resolve("artifacts/checkpoints/run-job-1")
                                        .toString(),
                                assignment.checkpoint().sha256(),
                                "run",
                                "1")));
    }

    @Test
    void quotesKeepTheBlanksOfAnArgument() throws Exception {
        Rollouts process = process(
                "echo \"$1|$2|$3\" > " + folder.resolve("told") + "\ntouch " + served + "/$PRECEPTOR_NAME\n",
                "'rolling restart' --name=\"{name} x\" ''");

        process.use(fixture.whole("run", 1));

        assertThat(Files.readString(folder.resolve("told")).strip())
                .isEqualTo("rolling restart|--name=run-round-1-run-job-1 x|");
    }

    @Test
    void anOpenQuoteIsTold() throws Exception {
        assertThatThrownBy(() -> process("exit 0", "'a").use(fixture.whole("run", 1)))
                .isInstanceOf(RolloutException.class)
                .hasMessageStartingWith("student.rollout.command has a quote that is not closed");
    }

    @Test
    void theProgramDoesNotRunWhereTheCheckpointIsServed() throws Exception {
        Files.createFile(served.resolve("run-round-1-run-job-1"));

        process("exit 1", "").use(fixture.whole("run", 1));
    }

    @Test
    void theLastLinesOfAProgramThatFailsAreTold() throws Exception {
        Rollouts process = process("for i in 1 2 3 4 5 6 7; do echo line $i >&2; done; exit 3", "");

        assertThatThrownBy(() -> process.use(fixture.whole("run", 1)))
                .isInstanceOf(RolloutException.class)
                .hasMessage("sh ended with 3: line 3 / line 4 / line 5 / line 6 / line 7");
    }

    @Test
    void aProgramThatHangsIsKilledWithItsChildren() throws Exception {
        Path pid = folder.resolve("pid");
        Rollouts process = process("sleep 600 & echo $! > " + pid + "; wait", "", "rollout.timeout", "1s");

        assertThatThrownBy(() -> process.use(fixture.whole("run", 1)))
                .isInstanceOf(RolloutException.class)
                .hasMessageContaining("has not ended after 1 s");
        long child = Long.parseLong(Files.readString(pid).strip());
        ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join());
    }

    @Test
    void aProgramThatIsMissingIsTold() throws Exception {
        assertThatThrownBy(() -> fixture.process(
                                "rollout.command", folder.resolve("none").toString())
                        .use(fixture.whole("run", 1)))
                .isInstanceOf(RolloutException.class)
                .hasMessageContaining("student.rollout.command cannot be started");
    }

    @Test
    void anInstallationWithoutProgramSaysSoBeforeTheFirstAnswer() throws Exception {
        Files.createFile(served.resolve("base"));

        assertThatThrownBy(() -> fixture.process().use(fixture.base("run")))
                .isInstanceOf(RolloutException.class)
                .hasMessageContaining("student.rollout.command");
    }

    @Test
    void theProgramIsToldTheStudentAsItCame() throws Exception {
        Rollouts process = process(
                "echo \"$PRECEPTOR_NAME|$PRECEPTOR_URI|$PRECEPTOR_SHA256|$PRECEPTOR_ROUND|$PRECEPTOR_SERVER\" > "
                        + folder.resolve("told") + "\ntouch " + served + "/$PRECEPTOR_NAME\n",
                "");

        process.use(fixture.base("run"));

        assertThat(Files.readString(folder.resolve("told")).strip())
                .isEqualTo("base|" + RolloutFixture.MODEL + "||0|" + server.url());
    }

    @Test
    void aCheckpointThatTheProgramDoesNotBringIsAwaitedAndTold() throws Exception {
        Rollouts process = process("exit 0", "", "rollout.timeout", "300ms");

        assertThatThrownBy(() -> process.use(fixture.whole("run", 1)))
                .isInstanceOf(RolloutException.class)
                .hasMessageContainingAll(
                        "0 of 1 replicas serve run-round-1-run-job-1", server.url(), "does not list the model");
    }

    @Test
    void aServerThatLostTheCheckpointGetsItAgain() throws Exception {
        Rollouts process = process("touch " + served + "/$PRECEPTOR_NAME", "");
        ServedUse use = process.use(fixture.whole("run", 1));
        Files.delete(served.resolve("run-round-1-run-job-1"));

        use.lost();
        use.await();

        assertThat(served.resolve("run-round-1-run-job-1")).exists();
    }

    @Test
    void theEndOfTheServiceEndsTheProgram() throws Exception {
        Path pid = folder.resolve("pid");
        Rollouts process = process("sleep 600 & echo $! > " + pid + ".new; mv " + pid + ".new " + pid + "; wait", "");
        Future<ServedUse> use = fixture.use(process, fixture.whole("run", 1));
        Awaitility.await().until(() -> Files.exists(pid));

        process.stop();

        assertThatThrownBy(() -> use.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(ShuttingDownException.class);
        long child = Long.parseLong(Files.readString(pid).strip());
        ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join());
    }
}
