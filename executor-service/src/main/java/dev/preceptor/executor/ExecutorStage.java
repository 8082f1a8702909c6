package dev.preceptor.executor;

import dev.preceptor.contracts.event.Assignment;
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
import dev.preceptor.stagehealth.Progress;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Objects;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Judges what the student and the teacher wrote. The same submission, delivered again, gives a result of the same id. */
@ApplicationScoped
public class ExecutorStage {

    private static final Logger LOG = Logger.getLogger(ExecutorStage.class);

    /** More than are in flight at a time, so that a rebalance in the midst of them finds them. */
    private static final int JUDGEMENTS_KEPT = 1000;

    private final Sandbox sandbox;
    private final ExecutorMetrics metrics;
    private final Progress progress;
    private final RecentJudgements recent = new RecentJudgements(JUDGEMENTS_KEPT);

    @Inject
    ExecutorStage(Sandbox sandbox, ExecutorMetrics metrics, ExecutorConfiguration configuration) {
        this(sandbox, metrics, new Progress(configuration.hangsAfter()));
    }

    ExecutorStage(Sandbox sandbox, ExecutorMetrics metrics, Progress progress) {
        this.sandbox = sandbox;
        this.metrics = metrics;
        this.progress = progress;
    }

    /** The result of a submission; null, so that nothing is sent, for a refinement that holds no code to judge. */
    @Incoming("executor-attempts")
    @Incoming("executor-refinements")
    @Outgoing("executor-test-results")
    @Blocking(value = "executor-sandbox", ordered = false)
    public Record<String, TestResult> judge(Submission submission) {
        if (submission instanceof Refinement refinement && refinement.outcome() != RefinementOutcome.ANSWERED) {
            return null;
        }
        Objects.requireNonNull(submission, "the record is no submission in JSON");
        Assignment assignment = submission.assignment();
        MDC.put("run", assignment.runId());
        MDC.put("task", assignment.task().id());
        try {
            Judgement judgement = recent.of(submission.id(), () -> judgedAnew(submission));
            return Record.of(submission.key(), result(submission, judgement));
        } finally {
            MDC.remove("run");
            MDC.remove("task");
        }
    }

    Progress progress() {
        return progress;
    }

    private Judgement judgedAnew(Submission submission) {
        metrics.begun();
        progress.begun();
        try {
            TestSuite tests = TestSuite.of(submission.assignment().task());
            Program program = new Program(submission.code(), tests);
            Judgement judgement = FaultRetry.judge(() -> sandbox.judge(program));
            metrics.judged(judgement);
            log(submission, judgement);
            return judgement;
        } finally {
            progress.ended();
            metrics.ended();
        }
    }

    /** In an exam the student is told no more than the public tests say. */
    static TestResult result(Submission submission, Judgement judgement) {
        boolean exam = submission.assignment().purpose() == Purpose.EXAM;
        return new TestResult(
                TestResult.idOf(submission),
                submission,
                judgement.verdict(),
                judgement.cases(),
                exam ? judgement.publicFeedback() : judgement.feedback(),
                judgement.detail(),
                judgement.seconds());
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
