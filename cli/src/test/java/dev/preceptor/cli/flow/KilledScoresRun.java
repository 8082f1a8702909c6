package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.cli.flow.VllmServer.Payment;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A run of a {@link TinyRun} whose teacher corrects two attempts and scores the two that it could not correct. */
final class KilledScoresRun {

    private static final int CORRECTED = 2;
    private static final int SCORED = 2;

    private KilledScoresRun() {}

    /** Writes the specification into the folder of a {@link TinyRun}. */
    static Path specification(Path folder, VllmServer teacher) throws IOException {
        return Files.writeString(
                folder.resolve("scores.yaml"),
                """
                name: scores
                student: {model: "%s"}
                teacher: {backend: openai, baseUrl: "%s", model: vllm, budgetUsd: 1, maxTokens: 24, concurrency: 1,
                          pricePerMillionTokens: {prompt: 1.0, completion: 2.0}}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                methods: [persd, opd]
                opd: {topK: 2, context: [feedback]}
                practice: {maxTokens: 24}
                training: {epochs: 20, learningRate: 1.0e-4, batchTokens: 512, maxLength: 1024}
                exam: {samples: 2, maxTokens: 24}
                """
                        .formatted(folder.resolve("model"), teacher.baseUrl()));
    }

    static void requireReport(RunReport report) {
        assertThat(report.state()).isEqualTo(Run.State.FINISHED);
        assertThat(report.ledger()).isEqualTo(new Ledger(0, CORRECTED + SCORED, 0, 0, 0));
        assertThat(report.trainingExamples()).isEqualTo(CORRECTED + SCORED);
        assertThat(report.rounds())
                .singleElement()
                .satisfies(round -> assertThat(round.scored().attempts()).isEqualTo(SCORED));
        assertThat(report.exams()).hasSize(2);
        assertThat(report.teacher().calls()).as("answers and scores").isEqualTo(CORRECTED + 2 * SCORED);
    }

    /**
     * Checks the events on every topic of the finished run: those that an undisturbed run has, under the same ids.
     *
     * @param payments the books of the teacher's server
     */
    static void requireTopics(RecordedTopics topics, Path data, List<Payment> payments) {
        assertThat(topics.deadLetters()).isEmpty();
        Map<String, Refinement> refinements = byId(topics.events(Topic.REFINEMENTS, Refinement.class));
        assertThat(refinements).hasSize(CORRECTED + 2 * SCORED);
        assertThat(refinements.values()).allSatisfy(refinement -> assertThat(refinement.id())
                .isEqualTo(Refinement.idOf(refinement.failure().id(), refinement.kind(), refinement.number())));
        Map<String, TrainingExample> examples = byId(topics.events(Topic.TRAINING_EXAMPLES, TrainingExample.class));
        assertThat(examples).hasSize(CORRECTED + SCORED);
        ArtifactStore store = new ArtifactStore(data.resolve("artifacts"));
        List<Refinement> scores = refinements.values().stream()
                .filter(refinement -> refinement.kind() == RefinementKind.SCORE)
                .toList();
        assertThat(scores).hasSize(SCORED).allSatisfy(score -> {
            assertThat(score.outcome()).isEqualTo(RefinementOutcome.SCORED);
            requireRows(score, store.findSoftTargets(score.softTargets()).orElseThrow());
        });
        assertThat(topics.events(Topic.TRAINING_JOBS, TrainingJob.class))
                .isNotEmpty()
                .allSatisfy(job -> assertThat(store.readDataSet(job.examples()))
                        .containsExactlyElementsOf(
                                examples.keySet().stream().sorted().toList()));
        assertThat(byId(topics.events(Topic.CHECKPOINTS, Checkpoint.class))).hasSize(2);
        requireNothingPaidTwice(topics.events(Topic.TEACHER_CALLS, TeacherCall.class), refinements, payments);
    }

    /** Events of one id are one event, however often they were delivered. */
    private static <E extends Event> Map<String, E> byId(List<E> events) {
        return events.stream().collect(Collectors.toMap(Event::id, event -> event, (first, again) -> {
            assertThat(again).isEqualTo(first);
            return first;
        }));
    }

    private static void requireRows(Refinement score, SoftTargetRows rows) {
        List<Integer> tokens = ((Attempt) score.failure().submission()).tokens();
        assertThat(rows.tokens()).containsExactly(tokens.toArray(Integer[]::new));
        for (int row = 0; row < rows.rows(); row++) {
            assertThat(rows.logProbabilities()[2 * row]).isEqualTo(VllmServer.OWN);
            assertThat(rows.logProbabilities()[2 * row + 1]).isEqualTo(VllmServer.OTHER);
        }
    }

    /** A request may be paid for again if its teacher died before the answer was in the log. Afterwards none is. */
    private static void requireNothingPaidTwice(
            List<TeacherCall> calls, Map<String, Refinement> refinements, List<Payment> payments) {
        Map<String, Instant> recorded = calls.stream()
                .filter(call -> call.state() == TeacherCall.State.ANSWERED)
                .collect(Collectors.toMap(
                        call -> question(refinements.get(call.refinementId())), TeacherCall::at, (one, other) -> one));
        assertThat(recorded).hasSize(CORRECTED + 2 * SCORED);
        assertThat(payments).allSatisfy(payment -> assertThat(payment.at())
                .isBeforeOrEqualTo(recorded.get(question(payment.function(), payment.isScore()))));
        assertThat(payments.stream().filter(Payment::isScore))
                .as("one was in flight")
                .hasSize(SCORED + 1);
    }

    private static String question(Refinement refinement) {
        return question(refinement.assignment().task().entryPoint(), refinement.kind() == RefinementKind.SCORE);
    }

    private static String question(String function, boolean score) {
        return function + (score ? " scored" : " answered");
    }
}
