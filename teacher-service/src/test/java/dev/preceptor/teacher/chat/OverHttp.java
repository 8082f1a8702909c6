package dev.preceptor.teacher.chat;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.RetryPolicy;
import dev.preceptor.httpclient.credentials.CredentialSettings;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teacher.Given;
import dev.preceptor.teacher.anthropic.AnthropicEndpoint;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.budget.BudgetLedger;
import dev.preceptor.teacher.budget.MemoryCallLog;
import dev.preceptor.teacher.budget.Owner;
import dev.preceptor.teacher.logprobs.LogprobsStore;
import dev.preceptor.teacher.openai.OpenAiEndpoint;
import dev.preceptor.teaching.RefinementRequest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A teacher over real HTTP, with the log in memory. */
abstract class OverHttp {

    static final String KEY = "sk-very-secret";
    static final Duration STORE_PATIENCE = Duration.ofSeconds(15);

    /** Notes how long it should wait, and does not. */
    static final class RecordingShutdownSignal extends ShutdownSignal {
        final List<Duration> delays = Collections.synchronizedList(new ArrayList<>());
        private Consumer<Duration> whileAsleep = time -> {};

        /** What happens during each wait. */
        void whileAsleep(Consumer<Duration> action) {
            whileAsleep = action;
        }

        @Override
        public void sleep(Duration time) {
            delays.add(time);
            whileAsleep.accept(time);
        }
    }

    @TempDir
    Path folder;

    final InstantSource clock = InstantSource.system();
    final RecordingShutdownSignal shutdown = new RecordingShutdownSignal();
    final MemoryCallLog log = new MemoryCallLog(clock);
    final MeterRegistry meters = new SimpleMeterRegistry();
    BudgetLedger ledger;
    FakeChatServer server;
    TeacherClient client;
    ChatTeacher teacher;

    @BeforeEach
    void start() throws IOException {
        server = new FakeChatServer();
        teacher = restarted();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A new process over the same log. */
    ChatTeacher restarted() {
        ledger = new BudgetLedger(Owner.starting("teacher-0"), 4);
        log.follow(ledger);
        Budget budget = new Budget(
                ledger,
                log,
                shutdown,
                clock,
                new Budget.Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30)),
                atMost -> {});
        ModelServerClient http = new ModelServerClient(clock);
        client = new TeacherClient(
                specification -> endpoint(specification, http, access()),
                budget,
                new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofMinutes(5)),
                shutdown,
                clock,
                access(),
                new TeacherMetrics(meters, ledger),
                new LogprobsStore(artifacts(), shutdown, STORE_PATIENCE));
        return new ChatTeacher(client, new Temperature(0, 0.4));
    }

    /** Where log-probabilities are kept. */
    ArtifactStore artifacts() {
        return new ArtifactStore(folder);
    }

    /** From now on log-probabilities cannot be stored. */
    void storeFails() {
        try {
            Files.writeString(blocked(), "a file where a folder should be");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on they can. */
    void storeWorks() {
        try {
            Files.deleteIfExists(blocked());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path blocked() {
        return folder.resolve("soft-targets");
    }

    /** Where the teacher's key may go. */
    List<String> servers() {
        return List.of(server.baseUrl());
    }

    private ServerAccess access() {
        return ServerAccess.of(
                "teacher",
                Map.of(
                        "TEACHER_KEY", new Credential(servers()),
                        "NO_SUCH_KEY", new Credential(servers()),
                        "ELSEWHERE", new Credential(List.of("https://elsewhere.example/v1"))),
                List.of("*"),
                Map.of("TEACHER_KEY", KEY, "ELSEWHERE", KEY, "AWS_SECRET_ACCESS_KEY", KEY)::get);
    }

    private record Credential(List<String> urls) implements CredentialSettings {
        @Override
        public Optional<String> variable() {
            return Optional.empty();
        }
    }

    private static ChatEndpoint endpoint(
            TeacherSpecification specification, ModelServerClient http, ServerAccess access) {
        return specification.backend().equals("anthropic")
                ? new AnthropicEndpoint(specification, http)
                : new OpenAiEndpoint(specification, http, access);
    }

    RefinementRequest request(double budgetUsd) {
        return request("t/1", Given.openAi(server.baseUrl(), "TEACHER_KEY", budgetUsd, 2));
    }

    static RefinementRequest request(String taskId, TeacherSpecification specification) {
        return RefinementRequest.firstFor(Given.result(
                Given.attempt(Given.practice(Given.taskCalled(taskId), Method.PERSD, specification), Given.WRONG),
                Verdict.FAILED));
    }

    List<State> states() {
        return log.entries().stream().map(TeacherCall::state).toList();
    }

    double spent() {
        return log.entries().stream()
                .filter(entry -> entry.state() != State.RESERVED)
                .mapToDouble(TeacherCall::costUsd)
                .sum();
    }
}
