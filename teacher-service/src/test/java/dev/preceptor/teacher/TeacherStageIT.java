package dev.preceptor.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.IncompleteEventException;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.Task;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service put together, with channels in memory in the place of topics. */
@QuarkusTest
@QuarkusTestResource(TeacherStageIT.ChannelsInMemory.class)
class TeacherStageIT {

    /** Replaces Kafka. */
    public static class ChannelsInMemory implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            Map<String, String> settings = new HashMap<>();
            settings.putAll(InMemoryConnector.switchIncomingChannelsToInMemory(
                    "teacher-test-results", "teacher-assignments", "teacher-draft-requests"));
            settings.putAll(InMemoryConnector.switchOutgoingChannelsToInMemory(
                    "teacher-refinements",
                    "teacher-training-examples",
                    "teacher-drafts",
                    "teacher-student-assignments",
                    "teacher-batched-requests"));
            settings.put("quarkus.http.test-port", "0");
            settings.put("teacher.allowed-urls", "http://localhost:1/v1");
            return settings;
        }

        @Override
        public void stop() {
            InMemoryConnector.clear();
        }
    }

    @Inject
    @Connector("smallrye-in-memory")
    InMemoryConnector channels;

    @BeforeEach
    void empty() {
        channels.sink("teacher-refinements").clear();
        channels.sink("teacher-training-examples").clear();
        channels.sink("teacher-student-assignments").clear();
    }

    @Test
    void aFailedAttemptComesBackAsARefinementUnderItsTasksKey() {
        TestResult failure = Given.failure(Method.PERSD_COMBINED, Given.reference(1), Given.RIGHT);

        channels.<TestResult>source("teacher-test-results").send(failure);

        Record<String, Refinement> refinement =
                received("teacher-refinements", 1, Refinement.class).get(0);
        assertThat(refinement.key()).isEqualTo(failure.key());
        assertThat(refinement.value().outcome()).isEqualTo(RefinementOutcome.ANSWERED);
        assertThat(refinement.value().code()).isEqualTo(Given.RIGHT);
        assertThat(refinement.value().failure()).isEqualTo(failure);
    }

    @Test
    void whatPassedComesBackAsTrainingExamples() {
        TestResult failure = Given.failure(Method.PERSD_COMBINED, Given.reference(1), Given.RIGHT);

        channels.<TestResult>source("teacher-test-results")
                .send(Given.result(Given.refinement(failure, 1, Given.RIGHT), Verdict.PASSED));

        List<Record<String, TrainingExample>> examples =
                received("teacher-training-examples", 2, TrainingExample.class);
        assertThat(examples).extracting(Record::key).containsOnly(failure.key());
        assertThat(examples).extracting(record -> record.value().completion()).containsOnly(Given.RIGHT);
    }

    @Test
    void aFailedAttemptGoesBackToAStudentThatIsTheFirstRung() {
        TestResult failure = Given.result(
                Given.attempt(Given.onLadder(Given.student(), Given.reference(1)), Given.WRONG), Verdict.FAILED);

        channels.<TestResult>source("teacher-test-results").send(failure);

        Record<String, Assignment> assigned =
                received("teacher-student-assignments", 1, Assignment.class).get(0);
        assertThat(assigned.key()).isEqualTo(failure.key());
        assertThat(assigned.value().step()).isEqualTo(1);
        assertThat(assigned.value().earlier().failure()).isEqualTo(failure);
    }

    @Test
    void aTaskOfItsOwnIsSolved() throws Exception {
        Assignment assigned = Given.assigned(Given.task(Given.RIGHT), Given.reference(1));

        channels.<byte[]>source("teacher-assignments").send(Json.mapper().writeValueAsBytes(assigned));

        Record<String, Refinement> refinement =
                received("teacher-refinements", 1, Refinement.class).get(0);
        assertThat(refinement.value().assigned()).isEqualTo(assigned);
    }

    @Test
    void anAssignmentOfTheStudentIsAcknowledgedWithoutAnEvent() {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        byte[] others = "{\"id\": \"a\", \"assignee\": \"STUDENT\"}".getBytes(StandardCharsets.UTF_8);

        channels.source("teacher-assignments").send(Message.of(others, () -> {
            acknowledged.complete(null);
            return acknowledged;
        }));

        assertThat(acknowledged).succeedsWithin(Duration.ofSeconds(30));
        assertThat(channels.sink("teacher-refinements").received()).isEmpty();
    }

    @Test
    void whatIsNoAssignmentIsPutAside() {
        CompletableFuture<Throwable> putAside = new CompletableFuture<>();
        byte[] broken = "no JSON".getBytes(StandardCharsets.UTF_8);

        channels.source("teacher-assignments")
                .send(Message.of(broken, () -> CompletableFuture.completedFuture(null), reason -> {
                    putAside.complete(reason);
                    return CompletableFuture.completedFuture(null);
                }));

        assertThat(putAside).succeedsWithin(Duration.ofSeconds(30)).isInstanceOf(IncompleteEventException.class);
    }

    @Test
    void anEventIsAcknowledgedAfterWhatItCaused() throws Exception {
        CompletableFuture<Integer> emittedBefore = new CompletableFuture<>();
        Message<TestResult> message = Message.of(Given.failure(Method.PERSD, Given.reference(1), Given.RIGHT), () -> {
            emittedBefore.complete(
                    channels.sink("teacher-refinements").received().size());
            return CompletableFuture.completedFuture(null);
        });

        channels.source("teacher-test-results").send(message);

        assertThat(emittedBefore.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void whatCannotBeProcessedIsHandedBackWithItsCause() throws Exception {
        CompletableFuture<Throwable> reason = new CompletableFuture<>();
        Message<TestResult> message = Message.of(
                new TestResult("without a submission", null, Verdict.FAILED, List.of(), null, null, 0),
                () -> CompletableFuture.completedFuture(null),
                cause -> {
                    reason.complete(cause);
                    return CompletableFuture.completedFuture(null);
                });

        channels.source("teacher-test-results").send(message);

        assertThat(reason.get(10, TimeUnit.SECONDS)).isInstanceOf(IncompleteEventException.class);
    }

    @Test
    void aRunWhoseTeacherHangsLeavesOthersTheirShare() {
        // There is no log of the budget here, so events that must be paid for wait for it.
        TeacherSpecification hangs = Given.openAi("http://localhost:1/v1", null, 1, 1);
        for (int i = 0; i < 300; i++) {
            channels.<TestResult>source("teacher-test-results")
                    .send(Given.result(
                            Given.attempt(Given.practiceOf("slow", Given.taskCalled("slow/" + i), hangs), Given.WRONG),
                            Verdict.FAILED));
        }
        for (int i = 0; i < 20; i++) {
            Task task = Given.taskCalled("quick/" + i, Given.RIGHT);
            channels.<TestResult>source("teacher-test-results")
                    .send(Given.result(
                            Given.attempt(Given.practiceOf("quick", task, Given.reference(1)), Given.WRONG),
                            Verdict.FAILED));
        }

        assertThat(received("teacher-refinements", 20, Refinement.class))
                .extracting(record -> record.value().runId())
                .containsOnly("quick");
    }

    private <E> List<Record<String, E>> received(String channel, int count, Class<E> type) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> channels.sink(channel).received().size() >= count);
        return channels.<Record<String, byte[]>>sink(channel).received().stream()
                .map(message -> Record.of(
                        message.getPayload().key(), parsed(message.getPayload().value(), type)))
                .toList();
    }

    private static <E> E parsed(byte[] json, Class<E> type) {
        try {
            return Json.mapper().readValue(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
