package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.RetryPolicy;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teacher.Given;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.budget.BudgetLedger;
import dev.preceptor.teacher.budget.CallLog;
import dev.preceptor.teacher.budget.Owner;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teacher.logprobs.LogprobsStore;
import dev.preceptor.teacher.openai.OpenAiEndpoint;
import dev.preceptor.teaching.RefinementRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A turn at an endpoint ends when a reservation's place in the log is settled, not when it is acknowledged and read back. */
class ReservationPipelineTest {

    private static final int ASKERS = 4;

    private final InstantSource clock = InstantSource.system();
    private final ShutdownSignal shutdown = new ShutdownSignal();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final BudgetLedger ledger = new BudgetLedger(Owner.starting("teacher-0"), 4);

    @AfterEach
    void stop() {
        shutdown.signal();
        pool.shutdownNow();
    }

    /** A log whose broker takes entries in and says nothing, until it is told to. */
    private final class SilentLog implements CallLog {

        private final List<TeacherCall> entries = new ArrayList<>();
        private final List<CompletableFuture<Long>> unsaid = new ArrayList<>();
        private boolean speaks;

        @Override
        public synchronized CompletableFuture<Long> append(TeacherCall entry) {
            entries.add(entry);
            unsaid.add(new CompletableFuture<>());
            CompletableFuture<Long> position = unsaid.get(unsaid.size() - 1);
            if (speaks) {
                say();
            }
            return position;
        }

        synchronized void speak() {
            speaks = true;
            say();
        }

        private void say() {
            for (int at = 0; at < entries.size(); at++) {
                if (unsaid.get(at).complete((long) at)) {
                    ledger.apply(at, entries.get(at), clock.instant());
                }
            }
        }

        synchronized List<State> states() {
            return entries.stream().map(TeacherCall::state).toList();
        }
    }

    @Test
    void reservationsGoOutWhileEarlierOnesAreNotReadBack() throws Exception {
        SilentLog log = new SilentLog();
        ledger.markCaughtUp();
        try (FakeChatServer server = new FakeChatServer()) {
            ChatTeacher teacher = teacher(log);
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < ASKERS; i++) {
                RefinementRequest request = OverHttp.request("t/" + i, Given.openAi(server.baseUrl(), null, 1, 1));
                answers.add(pool.submit(() -> teacher.answer(request)));
            }

            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> log.states().size() == ASKERS);
            assertThat(log.states()).containsOnly(State.RESERVED);
            assertThat(server.requests()).isEmpty();

            log.speak();
            for (Future<Answer> answer : answers) {
                assertThat(answer.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(RefinementOutcome.ANSWERED);
            }
        }
    }

    private ChatTeacher teacher(CallLog log) {
        Budget budget = new Budget(
                ledger,
                log,
                shutdown,
                clock,
                new Budget.Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30)),
                atMost -> {});
        ModelServerClient http = new ModelServerClient(clock);
        ServerAccess access = ServerAccess.of("teacher", Map.of(), List.of(ServerAccess.ANY), name -> null);
        TeacherClient chat = new TeacherClient(
                specification -> new OpenAiEndpoint(specification, http, access),
                budget,
                new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofMinutes(5)),
                shutdown,
                clock,
                access,
                new TeacherMetrics(new SimpleMeterRegistry(), ledger),
                new LogprobsStore(new ArtifactStore("no-artifacts"), shutdown, Duration.ZERO));
        return new ChatTeacher(chat, new Temperature(0, 0.4));
    }
}
