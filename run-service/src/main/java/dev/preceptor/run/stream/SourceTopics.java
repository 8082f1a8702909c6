package dev.preceptor.run.stream;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.report.ExamGroup;
import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.ExamReportBuilder;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.RunEventCalledBuilder;
import dev.preceptor.stage.stream.JsonSerde;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;

/** The topics that run-service reads, each with the parts that its events must have. */
final class SourceTopics {

    private final StreamsBuilder builder;
    private final TopicNames names;

    SourceTopics(StreamsBuilder builder, TopicNames names) {
        this.builder = builder;
        this.names = names;
    }

    KStream<String, RunEvent> runs() {
        return read(Topic.RUNS, Run.class, run -> {
                    Objects.requireNonNull(run.specification(), "specification");
                    if (run.generation() == null) {
                        Objects.requireNonNull(run.practice(), "practice");
                    }
                    Objects.requireNonNull(run.exam(), "exam");
                    Objects.requireNonNull(run.state(), "state");
                    Objects.requireNonNull(run.createdAt(), "createdAt");
                })
                .mapValues(RunEvent.Requested::new);
    }

    KStream<String, RunDeletion> deletions() {
        return read(Topic.RUN_DELETIONS, RunDeletion.class, deletion -> Objects.requireNonNull(deletion.at(), "at"));
    }

    /** Where the student corrected its own attempt in practice, the result is one of a refinement. */
    KStream<String, TestResult> testResults() {
        return judged().mapValues(TestResult::ofRefinement);
    }

    private KStream<String, TestResult> judged() {
        return read(Topic.TEST_RESULTS, TestResult.class, result -> {
            Objects.requireNonNull(result.verdict(), "verdict");
            Objects.requireNonNull(result.assignment().purpose(), "purpose");
            if (result.assignment().purpose() == Purpose.PRACTICE) {
                Objects.requireNonNull(result.assignment().teaching().teacher(), "teacher");
            }
            if (result.submission() instanceof Refinement refinement) {
                refinement.isLast();
            }
        });
    }

    /** The results of practice tasks. */
    KStream<String, TestResult> practised(KStream<String, TestResult> results) {
        return results.filter((key, result) -> result.assignment().purpose() == Purpose.PRACTICE);
    }

    /** The results of first answers in exams. */
    KStream<String, RunEvent> examAnswers(KStream<String, TestResult> results) {
        return results.filter((key, result) -> result.assignment().purpose() == Purpose.EXAM
                        && result.submission() instanceof Attempt
                        && result.assignment().step() == 0)
                .mapValues(result -> new RunEvent.ExamAnswered(
                        result.runId(), result.assignment().round()));
    }

    KStream<String, Refinement> refinements() {
        return read(Topic.REFINEMENTS, Refinement.class, refinement -> {
            Objects.requireNonNull(refinement.outcome(), "outcome");
            refinement.isLast();
        });
    }

    KStream<String, TrainingExample> examples() {
        return read(Topic.TRAINING_EXAMPLES, TrainingExample.class, example -> {
            Objects.requireNonNull(example.taskId(), "taskId");
            Objects.requireNonNull(example.pair(), "pair");
        });
    }

    KStream<String, RunEvent> trainingProgress() {
        return read(
                        Topic.TRAINING_PROGRESS,
                        TrainingProgress.class,
                        progress -> Objects.requireNonNull(progress.last(), "last"))
                .mapValues(progress -> new RunEvent.Trained(
                        progress.runId(),
                        progress.round(),
                        progress.last().step(),
                        progress.steps(),
                        progress.last().loss(),
                        progress.jobId(),
                        progress.last()));
    }

    KStream<String, Checkpoint> checkpoints() {
        return read(
                Topic.CHECKPOINTS,
                Checkpoint.class,
                checkpoint -> Objects.requireNonNull(checkpoint.reference(), "reference"));
    }

    /** What follows from checkpoints for their runs. */
    static KStream<String, RunEvent> made(KStream<String, Checkpoint> checkpoints) {
        return checkpoints.mapValues(checkpoint -> {
            List<TrainingStep> steps = checkpoint.steps() == null ? List.of() : checkpoint.steps();
            Double first = steps.isEmpty() ? null : (Double) steps.get(0).loss();
            Double last = steps.isEmpty()
                    ? null
                    : (Double) steps.get(steps.size() - 1).loss();
            return new RunEvent.CheckpointMade(
                    checkpoint.runId(),
                    checkpoint.reference(),
                    first,
                    last,
                    checkpoint.curve(),
                    steps,
                    checkpoint.validation());
        });
    }

    KStream<String, Evaluation> evaluations() {
        return read(Topic.EVALUATIONS, Evaluation.class, evaluation -> {
            Objects.requireNonNull(evaluation.checkpoint(), "checkpoint");
            Objects.requireNonNull(evaluation.passAtK(), "passAtK");
        });
    }

    /** What follows from the results of exams for their runs. */
    static KStream<String, RunEvent> graded(KStream<String, Evaluation> evaluations) {
        return evaluations.mapValues(
                evaluation -> new RunEvent.ExamGraded(evaluation.runId(), evaluation.checkpoint(), report(evaluation)));
    }

    private static ExamReport report(Evaluation evaluation) {
        return ExamReportBuilder.builder()
                .round(evaluation.checkpoint().round())
                .tasks(evaluation.tasks())
                .samples(evaluation.samples())
                .passAtK(evaluation.passAtK())
                .confidence(evaluation.confidence())
                .passAtKBounds(evaluation.passAtKBounds())
                .refineStep(evaluation.refineStep())
                .faulted(evaluation.faulted())
                .unrefined(evaluation.unrefined())
                .groups(evaluation.scores() == null ? List.of() : ExamGroup.of(evaluation.scores()))
                .build();
    }

    KStream<String, RunEvent> teacherCalls() {
        return read(Topic.TEACHER_CALLS, TeacherCall.class, call -> {
                    Objects.requireNonNull(call.callId(), "callId");
                    Objects.requireNonNull(call.state(), "state");
                })
                .mapValues(call -> RunEventCalledBuilder.builder()
                        .runId(call.runId())
                        .callId(call.callId())
                        .number(call.number())
                        .state(call.state())
                        .costUsd(call.costUsd())
                        .promptTokens(call.answer() == null ? 0 : call.answer().promptTokens())
                        .completionTokens(
                                call.answer() == null ? 0 : call.answer().completionTokens())
                        .unknownUsd(call.unknownUsd())
                        .rung(call.rung())
                        .batch(RunEvent.CalledBatch.of(call.batch(), call.at()))
                        .build());
    }

    /** The generations of runs' practice tasks. */
    KStream<String, RunEvent> generations() {
        return read(Topic.TASK_GENERATIONS, Job.class, job -> {
                    Objects.requireNonNull(job.state(), "state");
                    Objects.requireNonNull(job.generation(), "generation");
                })
                .filter((key, job) -> job.generation().forRun() != null)
                .mapValues(job -> new RunEvent.GenerationChanged(
                        job.generation().forRun(),
                        job.state(),
                        job.reason(),
                        job.generation().progress(),
                        job.generation().practice()));
    }

    private <E extends Event> KStream<String, E> read(Topic topic, Class<E> type, Consumer<E> parts) {
        String name = names.of(topic);
        if (topic.layout() == Topic.Layout.SPREAD) {
            return builder.stream(name, Consumed.with(Serdes.String(), JsonSerde.ofEvent(type, parts)));
        }
        return builder.stream(name, Consumed.with(Serdes.String(), JsonSerde.ofCompacted(type, parts)))
                .filter((key, event) -> event != null);
    }
}
