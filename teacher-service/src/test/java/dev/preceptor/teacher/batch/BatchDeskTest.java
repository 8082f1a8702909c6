package dev.preceptor.teacher.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.BatchedRequest;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.BatchPhase;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.BatchSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.RetryPolicy;
import dev.preceptor.httpclient.credentials.CredentialSettings;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teacher.Given;
import dev.preceptor.teacher.anthropic.AnthropicEndpoint;
import dev.preceptor.teacher.batch.BatchServer.Fate;
import dev.preceptor.teacher.batch.BatchServer.Payment;
import dev.preceptor.teacher.batch.BatchServer.Step;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.budget.BudgetLedger;
import dev.preceptor.teacher.budget.MemoryCallLog;
import dev.preceptor.teacher.budget.Owner;
import dev.preceptor.teacher.chat.ChatTeacher;
import dev.preceptor.teacher.chat.TeacherClient;
import dev.preceptor.teacher.chat.TeacherMetrics;
import dev.preceptor.teacher.chat.Temperature;
import dev.preceptor.teacher.lesson.Refiner;
import dev.preceptor.teacher.logprobs.LogprobsStore;
import dev.preceptor.teacher.openai.OpenAiEndpoint;
import dev.preceptor.teaching.RefinementRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches over real HTTP, with the log and the topic in memory. */
class BatchDeskTest {

    private static final TopicPartition PARTITION = new TopicPartition("batched-requests", 0);
    private static final Duration LONG = Duration.ofMinutes(10);

    /** Waits ten milliseconds at most. */
    private static final class HastyShutdownSignal extends ShutdownSignal {
        @Override
        public void sleep(Duration time) {
            super.sleep(time.compareTo(Duration.ofMillis(10)) < 0 ? time : Duration.ofMillis(10));
        }
    }

    /** A process: what it emitted, and its desk. */
    private final class Replica {
        private final ShutdownSignal shutdown = new HastyShutdownSignal();
        private final List<Refinement> emitted = new CopyOnWriteArrayList<>();
        private final BudgetLedger ledger;
        private final BatchDesk desk;
        private Map<TopicPartition, Long> committed = Map.of();

        private Replica(String name, Duration createWithin) {
            ledger = new BudgetLedger(Owner.starting(name), 4);
            log.follow(ledger);
            Budget budget = new Budget(
                    ledger,
                    log,
                    shutdown,
                    clock,
                    new Budget.Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(30)),
                    any -> {});
            ModelServerClient http = new ModelServerClient(clock);
            ServerAccess access = ServerAccess.of(
                    "teacher",
                    Map.of("KEY", new Credential(List.of(server.baseUrl()))),
                    List.of("*"),
                    Map.of("KEY", "sk-secret")::get);
            TeacherClient client = new TeacherClient(
                    teacher -> teacher.backend().equals("anthropic")
                            ? new AnthropicEndpoint(teacher, http)
                            : new OpenAiEndpoint(teacher, http, access),
                    budget,
                    new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofMinutes(5)),
                    shutdown,
                    clock,
                    access,
                    new TeacherMetrics(new SimpleMeterRegistry(), ledger),
                    new LogprobsStore(new ArtifactStore("no-artifacts"), shutdown, Duration.ZERO));
            ChatTeacher teacher = new ChatTeacher(client, new Temperature(0, 0.4));
            Refiner refiner = new Refiner(request -> teacher, Given::noScore);
            BatchContext context = new BatchContext(
                    ledger,
                    budget,
                    new BatchEndpoints(http, access),
                    teacher,
                    shutdown,
                    clock,
                    new BatchTimeouts(createWithin, Duration.ofDays(3), Duration.ofHours(12)));
            desk = new BatchDesk(
                    context,
                    BatchDeskTest.this::read,
                    cancelled::contains,
                    (request, answer) -> refiner.resume(request, answer, any -> false, emitted::add),
                    new BatchMetrics(new SimpleMeterRegistry()));
            desk.assigned(List.of(PARTITION));
            topic.forEach(desk::admit);
        }

        /** Works until a condition holds. */
        private void until(BooleanSupplier condition) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        desk.step(true);
                        Map<TopicPartition, Long> offsets = desk.toCommit();
                        committed = offsets.isEmpty() ? committed : offsets;
                        return condition.getAsBoolean();
                    });
        }

        private void untilEmitted(int number) {
            until(() -> emitted.size() == number && committed.getOrDefault(PARTITION, 0L) == topic.size());
        }

        private List<RefinementOutcome> outcomes() {
            return emitted.stream().map(Refinement::outcome).toList();
        }

        private void kill() {
            shutdown.signal();
        }
    }

    private record Credential(List<String> urls) implements CredentialSettings {
        @Override
        public Optional<String> variable() {
            return Optional.empty();
        }
    }

    private final AtomicLong secondsAhead = new AtomicLong();
    private final InstantSource clock = () -> Instant.now().plusSeconds(secondsAhead.get());
    private final MemoryCallLog log = new MemoryCallLog(clock);
    private final List<ConsumerRecord<String, byte[]>> topic = new ArrayList<>();
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private volatile Runnable onRead = () -> {};
    private BatchServer server;

    @BeforeEach
    void start() throws IOException {
        server = new BatchServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void read(
            TopicPartition partition,
            NavigableMap<Long, WaitingRequest> wanted,
            BiPredicate<WaitingRequest, RefinementRequest> reader) {
        onRead.run();
        for (WaitingRequest waiting : wanted.values()) {
            if (!reader.test(
                    waiting,
                    RequestReader.parse(topic.get((int) waiting.offset()).value()))) {
                return;
            }
        }
    }

    private TeacherSpecification teacher(String backend, int most, String then) {
        return Given.openAi(server.baseUrl(), "KEY", 1, 1).with(teacher -> teacher.backend(backend)
                .batch(new BatchSpecification(most, "0s", "1s", null, null, then)));
    }

    private void fail(TeacherSpecification teacher, int tasks) throws IOException {
        for (int i = 0; i < tasks; i++) {
            fail("run", "t/" + topic.size(), teacher);
        }
    }

    private void fail(String run, String task, TeacherSpecification teacher) throws IOException {
        BatchedRequest request = RefinementRequest.firstFor(Given.result(
                        Given.attempt(Given.practiceOf(run, Given.taskCalled(task), teacher), Given.WRONG),
                        Verdict.FAILED))
                .batched();
        topic.add(new ConsumerRecord<>(
                PARTITION.topic(), 0, topic.size(), request.key(), Json.mapper().writeValueAsBytes(request)));
    }

    private List<TeacherCall> last(State state) {
        return log.entries().stream().filter(entry -> entry.state() == state).toList();
    }

    private double paid() {
        return server.payments().stream()
                .mapToDouble(payment -> (payment.promptTokens() * 1 + payment.completionTokens() * 2)
                        / 1e6
                        * (payment.batch() == null ? 1 : 0.5))
                .sum();
    }

    private void assertNothingBoughtTwice() {
        assertThat(server.payments()).extracting(Payment::question).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void failuresAreSentInOneBatchAtHalfThePrice(String backend) throws Exception {
        fail(teacher(backend, 100, "batch"), 3);
        Replica replica = new Replica("teacher-0", LONG);

        replica.untilEmitted(3);

        assertThat(server.batchIds()).hasSize(1);
        assertThat(replica.outcomes()).containsOnly(RefinementOutcome.ANSWERED);
        assertThat(replica.emitted).extracting(Refinement::code).containsOnly(Given.RIGHT.stripTrailing());
        assertThat(replica.emitted.stream().mapToDouble(Refinement::costUsd).sum())
                .isCloseTo(paid(), Offset.offset(1e-7));
        assertThat(last(State.BATCH))
                .extracting(entry -> entry.batch().phase())
                .containsExactly(BatchPhase.INTENDED, BatchPhase.CREATED, BatchPhase.ENDED);
        assertThat(last(State.ANSWERED)).hasSize(3);
    }

    @Test
    void moreRequestsThanTheMostMakeSeveralBatches() throws Exception {
        fail(teacher("openai", 2, "batch"), 5);
        Replica replica = new Replica("teacher-0", LONG);

        replica.untilEmitted(5);

        assertThat(server.batchIds()).extracting(server::size).containsExactly(2, 2, 1);
        assertNothingBoughtTwice();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void aRefusedRequestEndsAndAnExpiredOneIsPutIntoTheNextBatch(String backend) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        server.fates(text -> text.contains("t/0.")
                ? Fate.REFUSED
                : text.contains("t/1.") && asked.getAndIncrement() == 0 ? Fate.EXPIRED : Fate.ANSWERED);
        fail(teacher(backend, 100, "batch"), 3);
        Replica replica = new Replica("teacher-0", LONG);

        replica.untilEmitted(3);

        assertThat(replica.emitted)
                .filteredOn(each -> each.outcome() == RefinementOutcome.FAULTED)
                .singleElement()
                .satisfies(refused -> {
                    assertThat(refused.assignment().task().id()).isEqualTo("t/0");
                    assertThat(refused.detail()).contains("the request is not allowed");
                });
        assertThat(server.batchIds()).extracting(server::size).containsExactly(3, 1);
        assertThat(last(State.FAILED)).extracting(TeacherCall::costUsd).containsOnly(0.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void whatABatchDidNotAnswerGoesToTheLiveEndpointIfTheSettingSaysSo(String backend) throws Exception {
        server.fates(text -> Fate.EXPIRED);
        server.endAs("expired");
        fail(teacher(backend, 100, "live"), 2);
        Replica replica = new Replica("teacher-0", LONG);

        replica.untilEmitted(2);

        assertThat(server.batchIds()).hasSize(1);
        assertThat(server.payments())
                .extracting(Payment::batch)
                .containsOnlyNulls()
                .hasSize(2);
        assertThat(replica.emitted.stream().mapToDouble(Refinement::costUsd).sum())
                .isCloseTo(paid(), Offset.offset(1e-7));
    }

    @Test
    void requestsThatNoBatchAnswersEndAfterTheMostAttempts() throws Exception {
        server.fates(text -> Fate.EXPIRED);
        fail(teacher("openai", 100, "batch"), 2);
        Replica replica = new Replica("teacher-0", LONG);

        replica.untilEmitted(2);

        // Four times two requests, in as many batches as their outcomes came into the log at different times.
        assertThat(server.batchIds().stream().mapToInt(server::size).sum()).isEqualTo(8);
        assertThat(replica.emitted).extracting(Refinement::detail).allSatisfy(detail -> assertThat(detail)
                .startsWith("after 4 requests: the batch did not answer the request: batch_expired"));
    }

    @Test
    void aBatchThatIsRefusedAsAWholeIsToldInTheServersWordsAndNotRepeated() throws Exception {
        server.refuse("the account may not use batches");
        fail(teacher("openai", 100, "batch"), 2);
        Replica replica = new Replica("teacher-0", LONG);

        replica.untilEmitted(2);

        assertThat(server.batchIds()).isEmpty();
        assertThat(server.fileCount()).isEqualTo(1);
        assertThat(replica.emitted)
                .extracting(Refinement::detail)
                .containsOnly("the server refused the batch (400): the account may not use batches");
        assertThat(replica.ledger.spent("run")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch", "live"})
    void aServerThatTakesNoBatchAtThisTimeIsAskedAgainWhenItSaysAndNoAttemptIsUsedUp(String then) throws Exception {
        server.refuse(429, 600, "rate_limit_exceeded", "too many batches", 6);
        fail(teacher("openai", 100, then), 2);
        Replica replica = new Replica("teacher-0", LONG);

        for (int refused = 1; refused <= 6; refused++) {
            int tries = refused;
            replica.until(() -> ended() == tries);
            Instant soon = Instant.now().plusMillis(100);
            replica.until(() -> Instant.now().isAfter(soon));
            assertThat(server.fileCount()).isEqualTo(refused);
            secondsAhead.addAndGet(601);
        }
        replica.untilEmitted(2);

        assertThat(replica.outcomes()).containsOnly(RefinementOutcome.ANSWERED);
        assertThat(server.payments()).extracting(Payment::batch).doesNotContainNull();
        assertNothingBoughtTwice();
    }

    /** How many batches have ended, by the log. */
    private long ended() {
        return last(State.BATCH).stream()
                .filter(entry -> entry.batch().phase() == BatchPhase.ENDED)
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch", "live"})
    void aServerThatTakesNoBatchForTooLongIsGivenUp(String then) throws Exception {
        server.refuse(429, 3_600, "rate_limit_exceeded", "too many batches", Integer.MAX_VALUE);
        fail(teacher("openai", 100, then), 1);
        Replica replica = new Replica("teacher-0", LONG);
        replica.until(() -> ended() == 1);

        secondsAhead.addAndGet(Duration.ofHours(12).toSeconds() + 60);
        replica.untilEmitted(1);

        if (then.equals("live")) {
            assertThat(server.payments())
                    .singleElement()
                    .extracting(Payment::batch)
                    .isNull();
        } else {
            assertThat(replica.emitted).singleElement().satisfies(refinement -> {
                assertThat(refinement.outcome()).isEqualTo(RefinementOutcome.FAULTED);
                assertThat(refinement.detail())
                        .isEqualTo(
                                "the server refused the batch (429): too many batches; no batch was taken for 720 minutes");
            });
        }
    }

    @Test
    void aBatchForWhichTooManyTokensAreEnqueuedIsTriedAgainAfterABackoff() throws Exception {
        server.failValidation("token_limit_exceeded", "Enqueued token limit reached", 6);
        // The first backoff is as long as the interval of polls, of which the test waits for no more than milliseconds.
        fail(
                teacher("openai", 100, "batch")
                        .withBatch(new BatchSpecification(100, "0s", "10m", null, null, "batch")),
                2);
        Replica replica = new Replica("teacher-0", LONG);

        for (int failed = 1; failed <= 6; failed++) {
            int tries = failed;
            replica.until(() -> ended() == tries);
            Instant soon = Instant.now().plusMillis(100);
            replica.until(() -> Instant.now().isAfter(soon));
            assertThat(server.batchIds()).hasSize(failed);
            secondsAhead.addAndGet(3_601);
        }
        replica.untilEmitted(2);

        assertThat(replica.outcomes()).containsOnly(RefinementOutcome.ANSWERED);
        assertThat(server.batchIds()).hasSize(7);
        assertNothingBoughtTwice();
    }

    @Test
    void anAccountWithoutCreditIsNotWaitedFor() throws Exception {
        server.refuse(429, null, "insufficient_quota", "You exceeded your current quota", Integer.MAX_VALUE);
        fail(teacher("openai", 100, "batch"), 1);
        Replica replica = new Replica("teacher-0", LONG);

        replica.untilEmitted(1);

        assertThat(replica.emitted)
                .extracting(Refinement::detail)
                .containsExactly("the server refused the batch (429): You exceeded your current quota");
    }

    @Test
    void aRequestThatTheBudgetDoesNotAllowIsNotSentByItselfWhenTheBudgetIsRaised() throws Exception {
        fail(teacher("openai", 100, "batch").withBudgetUsd(1e-6), 1);
        Replica replica = new Replica("teacher-0", LONG);
        // The sender of the batch reads the request first; who processes it reads it again.
        AtomicInteger reads = new AtomicInteger();
        onRead = () -> {
            if (reads.incrementAndGet() == 2) {
                replica.ledger.raiseCap("run", 1_000_000_000_000L);
            }
        };

        replica.untilEmitted(1);

        assertThat(reads.get()).isEqualTo(2);
        assertThat(replica.outcomes()).containsExactly(RefinementOutcome.UNFUNDED);
        assertThat(server.payments()).isEmpty();
    }

    @Test
    void aBatchWhoseFileIsInvalidIsToldInTheServersWords() throws Exception {
        server.failValidation("This line is not parseable as valid JSON.");
        fail(teacher("openai", 100, "batch"), 2);
        Replica replica = new Replica("teacher-0", LONG);

        replica.untilEmitted(2);

        assertThat(replica.emitted)
                .extracting(Refinement::detail)
                .containsOnly(
                        "the server refused the batch: invalid_json_line: This line is not parseable as valid JSON. (line 1)");
        assertThat(server.payments()).isEmpty();
    }

    @Test
    void onlyRequestsWhoseReservationsHoldAreSent() throws Exception {
        TeacherSpecification rich = teacher("openai", 100, "batch");
        RefinementRequest one = RefinementRequest.firstFor(Given.result(
                Given.attempt(Given.practiceOf("run", Given.taskCalled("t/0"), rich), Given.WRONG), Verdict.FAILED));
        double greatest = BatchCall.of(
                                one,
                                new ChatTeacher(null, new Temperature(0, 0.4)),
                                new BudgetLedger(Owner.starting("any"), 4))
                        .budget()
                        .greatestCost()
                / 1e9;
        fail(rich.withBudgetUsd(greatest * 1.2), 3);
        Replica replica = new Replica("teacher-0", LONG);

        replica.untilEmitted(3);

        assertThat(replica.outcomes()).contains(RefinementOutcome.ANSWERED, RefinementOutcome.UNFUNDED);
        assertThat(paid()).isLessThanOrEqualTo(greatest * 1.2);
        assertThat(server.batchIds()).extracting(server::size).containsOnly(1);
        assertNothingBoughtTwice();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void aReplicaThatDiesAfterTheCreationLeavesABatchThatTheNextOneFinds(String backend) throws Exception {
        server.endAfter(3);
        fail(teacher(backend, 100, "batch"), 3);
        Replica dead = new Replica("teacher-0", LONG);
        // The batch exists at the server and its id never comes into the log.
        server.onStep(step -> {
            if (step == Step.CREATED) {
                dead.kill();
                throw new IllegalStateException("the connection breaks");
            }
        });
        dead.until(() -> server.batchIds().size() == 1);
        server.onStep(step -> {});
        Replica next = new Replica("teacher-1", LONG);
        next.untilEmitted(3);

        assertThat(server.batchIds()).hasSize(1);
        assertThat(last(State.BATCH))
                .extracting(entry -> entry.batch().id())
                .contains(server.batchIds().get(0));
        assertNothingBoughtTwice();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void aBatchThatWasNeverCreatedIsLostAfterItsDeadlineAndCostsNothing(String backend) throws Exception {
        fail(teacher(backend, 100, "batch"), 3);
        Replica dead = new Replica("teacher-0", Duration.ofMillis(500));
        server.onStep(step -> {
            if (step == Step.CREATE_ASKED) {
                dead.kill();
                throw new IllegalStateException("the connection breaks");
            }
        });
        dead.until(dead.shutdown::isSignalled);
        server.onStep(step -> {});
        Replica next = new Replica("teacher-1", LONG);
        next.untilEmitted(3);

        assertThat(server.batchIds()).hasSize(1);
        assertThat(last(State.FAILED))
                .hasSize(3)
                .extracting(TeacherCall::detail)
                .containsOnly("the batch was lost before it was created");
        assertThat(last(State.FAILED)).extracting(TeacherCall::costUsd).containsOnly(0.0);
        assertNothingBoughtTwice();
    }

    @Test
    void reservationsWhoseBatchNeverCameIntoTheLogAreDeclined() throws Exception {
        fail(teacher("openai", 100, "batch"), 2);
        new Replica("teacher-0", LONG).until(() -> last(State.ANSWERED).size() == 2);
        List<TeacherCall> reservations = last(State.RESERVED);
        MemoryCallLog cut = new MemoryCallLog(clock);
        reservations.forEach(cut::append);
        BudgetLedger ledger = new BudgetLedger(Owner.starting("teacher-0"), 4);
        cut.follow(ledger);

        cut.append(BatchOutcomes.declined(reservations.get(0), clock.instant()));
        assertThat(ledger.reservedIn("run", reservations.get(0).batch().key())).hasSize(1);
        cut.append(last(State.BATCH).get(0));
        cut.append(BatchOutcomes.declined(reservations.get(1), clock.instant()));
        assertThat(ledger.reservedIn("run", reservations.get(0).batch().key())).containsExactly(reservations.get(1));
    }

    @Test
    void twoReplicasThatReadTheSameRequestsBuyEachAnswerOnce() throws Exception {
        fail(teacher("openai", 2, "batch"), 6);
        Replica one = new Replica("teacher-0", LONG);
        Replica other = new Replica("teacher-1", LONG);
        one.until(() -> {
            other.desk.step(true);
            other.desk.toCommit();
            return one.emitted.size() == 6 && other.emitted.size() == 6;
        });

        assertThat(server.payments()).hasSize(6);
        assertNothingBoughtTwice();
    }

    @Test
    void equalRequestsOfTwoRunsOfAPurseShareOneAnswer() throws Exception {
        TeacherSpecification shared = teacher("openai", 100, "batch").withPurse("ours");
        for (String run : List.of("one", "two")) {
            fail(run, "t/0", shared);
        }
        Replica replica = new Replica("teacher-0", LONG);

        replica.untilEmitted(2);

        assertThat(server.payments()).hasSize(1);
        assertThat(last(State.CACHED)).hasSize(1);
        assertThat(replica.emitted).extracting(Refinement::runId).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void twoRunsHaveBatchesOfTheirOwn() throws Exception {
        TeacherSpecification teacher = teacher("openai", 100, "batch");
        for (String run : List.of("one", "two", "one", "two")) {
            fail(run, "t/" + topic.size(), teacher);
        }
        Replica replica = new Replica("teacher-0", LONG);

        replica.untilEmitted(4);

        assertThat(server.batchIds()).extracting(server::size).containsExactly(2, 2);
        assertThat(log.entries())
                .filteredOn(entry -> entry.state() == State.BATCH)
                .extracting(TeacherCall::runId)
                .containsOnly("one", "two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void aCancelledRunCancelsItsBatch(String backend) throws Exception {
        server.endAfter(1_000_000);
        server.fates(text -> text.contains("t/0.") ? Fate.ANSWERED : Fate.EXPIRED);
        fail(teacher(backend, 100, "batch"), 3);
        Replica replica = new Replica("teacher-0", LONG);
        replica.until(() -> server.batchIds().size() == 1);

        cancelled.add("run");
        replica.until(() -> replica.committed.getOrDefault(PARTITION, 0L) == 3);

        assertThat(server.status(server.batchIds().get(0))).isIn("cancelled", "ended");
        assertThat(last(State.ANSWERED)).hasSize(1);
        assertThat(server.batchIds()).hasSize(1);
    }
}
