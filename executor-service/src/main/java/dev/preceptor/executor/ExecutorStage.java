package dev.preceptor.executor;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftOutcome;
import dev.preceptor.contracts.event.DraftTrial;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Submission;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import dev.preceptor.executor.sandbox.Sandbox;
import dev.preceptor.executor.trial.Trial;
import dev.preceptor.stage.health.Progress;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * The service's Kafka edge: judges {@code attempts} and {@code refinements} to {@code test-results}, and tries {@code drafts} out to
 * {@code draft-trials}. An event that is delivered again gives a result with the same id.
 */
@ApplicationScoped
public class ExecutorStage {

    private static final Logger LOG = Logger.getLogger(ExecutorStage.class);

    /** More than are in flight at a time, so that events which a rebalance delivers again are found. */
    private static final int CACHED_JUDGEMENTS = 1000;

    private final Sandbox sandbox;
    private final ExecutorMetrics metrics;
    private final Trial trial;
    private final Progress progress;
    private final RecordLimit records;
    private final RecentJudgements recent = new RecentJudgements(CACHED_JUDGEMENTS);

    @Inject
    ExecutorStage(Sandbox sandbox, SecondSandbox second, ExecutorMetrics metrics, ExecutorConfiguration configuration) {
        this(
                sandbox,
                second,
                metrics,
                new Progress(configuration.hangsAfter()),
                new RecordLimit(configuration.maxMessageBytes()));
    }

    ExecutorStage(
            Sandbox sandbox, SecondSandbox second, ExecutorMetrics metrics, Progress progress, RecordLimit records) {
        this.sandbox = sandbox;
        this.metrics = metrics;
        this.trial = new Trial(
                program -> FaultRetry.judge(() -> sandbox.judge(program)),
                program -> FaultRetry.judge(() -> second.judge(program)));
        this.progress = progress;
        this.records = records;
    }

    /** Judges a submission; null, so that nothing is emitted, for a refinement without code. */
    @WithSpan("judge")
    @Incoming("executor-submissions")
    @Outgoing("executor-test-results")
    @Blocking(value = "executor-sandbox", ordered = false)
    public Record<String, byte[]> judge(Submission submission) {
        if (submission instanceof Refinement refinement) {
            Event.whole(refinement, "refinement", "outcome", Refinement::outcome);
            if (refinement.outcome() != RefinementOutcome.ANSWERED) {
                return null;
            }
        } else {
            Event.whole(submission, "submission");
        }
        Assignment assignment = submission.assignment();
        MDC.put("run", assignment.runId());
        MDC.put("task", assignment.task().id());
        Span.current()
                .setAttribute("preceptor.run", assignment.runId())
                .setAttribute("preceptor.task", assignment.task().id());
        try {
            Judgement judgement = recent.of(submission.id(), () -> judgeUncached(submission));
            return Record.of(submission.key(), json(result(submission, judgement)));
        } finally {
            MDC.remove("run");
            MDC.remove("task");
        }
    }

    /** Tries a draft out; null, so that nothing is emitted, where there is no task to try. */
    @WithSpan("try")
    @Incoming("executor-drafts")
    @Outgoing("executor-draft-trials")
    @Blocking(value = "executor-sandbox", ordered = false)
    public Record<String, byte[]> tryOut(Draft draft) {
        Event.whole(draft, "draft", "outcome", Draft::outcome);
        if (draft.outcome() != DraftOutcome.ANSWERED) {
            return null;
        }
        MDC.put("run", draft.runId());
        Span.current().setAttribute("preceptor.run", draft.runId());
        metrics.begun();
        progress.begun();
        try {
            DraftTrial tried = trial.of(draft);
            if (tried.fault() != null) {
                LOG.warnf("draft %d could not be tried: %s", draft.request().number(), tried.fault());
            }
            return Record.of(tried.key(), records.fitting(tried));
        } finally {
            progress.ended();
            metrics.ended();
            MDC.remove("run");
        }
    }

    Progress progress() {
        return progress;
    }

    private Judgement judgeUncached(Submission submission) {
        metrics.begun();
        progress.begun();
        try {
            TestSuite tests = TestSuite.of(submission.assignment().task());
            Program program = new Program(submission.code(), tests, isCutOff(submission));
            Judgement judgement = FaultRetry.judge(() -> sandbox.judge(program));
            metrics.judged(judgement);
            log(submission, judgement);
            return judgement;
        } finally {
            progress.ended();
            metrics.ended();
        }
    }

    private static boolean isCutOff(Submission submission) {
        return submission instanceof Attempt attempt && attempt.finishReason() == FinishReason.LENGTH;
    }

    /** The JSON of a test result, which is shortened where it does not fit into a record. */
    private byte[] json(TestResult result) {
        byte[] whole = Json.bytes(result);
        return records.holds(whole) ? whole : Json.bytes(SizeLimitedResult.of(result, records));
    }

    /** The test result of a judgement; in an exam its feedback is limited to the public tests. */
    static TestResult result(Submission submission, Judgement judgement) {
        boolean exam = submission.assignment().purpose() == Purpose.EXAM;
        return new TestResult(
                TestResult.idOf(submission),
                submission,
                judgement.verdict(),
                judgement.cases(),
                exam ? judgement.publicFeedback() : judgement.feedback(),
                judgement.detail(),
                judgement.seconds(),
                judgement.judged());
    }

    private static void log(Submission submission, Judgement judgement) {
        Assignment assignment = submission.assignment();
        if (judgement.verdict() == Verdict.SANDBOX_ERROR) {
            LOG.warnf(
                    "run %s task %s: %s could not be judged: %s",
                    assignment.runId(), assignment.task().id(), submission.id(), judgement.detail());
        } else {
            LOG.debugf(
                    "run %s task %s: %s %s",
                    assignment.runId(), assignment.task().id(), submission.id(), judgement.verdict());
        }
    }
}
