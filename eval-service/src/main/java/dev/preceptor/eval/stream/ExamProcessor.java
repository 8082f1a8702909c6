package dev.preceptor.eval.stream;

import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.TaskScore;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.eval.exam.AnswerJudged;
import dev.preceptor.eval.exam.AnswerRefused;
import dev.preceptor.eval.exam.Exam;
import dev.preceptor.eval.exam.ExamEvent;
import dev.preceptor.eval.exam.ExamOpened;
import dev.preceptor.eval.exam.HeldExam;
import dev.preceptor.eval.exam.RunDeleted;
import dev.preceptor.eval.exam.RunResumed;
import dev.preceptor.eval.exam.TaskExam;
import dev.preceptor.eval.exam.TaskFaulted;
import dev.preceptor.eval.score.Grading;
import dev.preceptor.stage.stream.EventTraces;
import dev.preceptor.stage.stream.ProcessingLimits;
import dev.preceptor.stage.stream.RunsProcessor;
import dev.preceptor.stage.stream.StoreWait;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jboss.logging.Logger;

/**
 * Holds the exams of the runs of one partition. An exam is in one of these states:
 *
 * <pre>
 * state    event                                        next state  emitted
 * -------  -------------------------------------------  ----------  ---------------------------------------------
 * (none)   ExamOpened                                   open        assignments of the first tasks
 * open     AnswerJudged that public tests refuse        open        the assignment of its next refine step
 * open     AnswerJudged or TaskFaulted that ends a task open        assignments of the next tasks
 * open     AnswerJudged or TaskFaulted, the last        closed      evaluations, one for each refine step
 * open     the artifact store does not give the tasks   waiting     nothing
 * waiting  the artifact store gives the tasks           open        as for open, with what ended meanwhile
 * waiting  the store's patience ends                    held        a dead letter of the checkpoint
 * open     an event that cannot be processed            held        a dead letter of the checkpoint
 * open     AnswerRefused                                held        a dead letter of the checkpoint
 * waiting, RunResumed, or ExamOpened again              open        as for open, with what ended meanwhile, and
 * held                                                              the refused assignments
 * any      RunDeleted                                   (none)      nothing
 * </pre>
 */
final class ExamProcessor extends RunsProcessor<ExamEvent> {

    private static final Logger LOG = Logger.getLogger(ExamProcessor.class);

    private final ProcessingLimits limits;
    private final DataSetTasks dataSets;
    private ExamStores stores;

    ExamProcessor(ProcessingLimits limits, DataSetTasks dataSets, EventTraces traces) {
        super(OwnDeadLetters.SERVICE, limits, traces);
        this.limits = limits;
        this.dataSets = dataSets;
    }

    @Override
    protected void openStores(ProcessorContext<String, Event> context) {
        stores = ExamStores.of(context);
    }

    @Override
    protected Collection<String> waitingKeys() {
        return stores.waitingExams();
    }

    @Override
    protected String runOf(String examKey) {
        return ExamStores.runOf(examKey);
    }

    @Override
    protected String runOf(ExamEvent event) {
        return event.runId();
    }

    @Override
    protected void process(ExamEvent event, long now, Headers headers) {
        if (event instanceof ExamOpened opened) {
            open(opened, now);
        } else if (event instanceof AnswerJudged answer) {
            judged(answer, now, headers);
        } else if (event instanceof AnswerRefused refused) {
            refused(refused, now);
        } else if (event instanceof TaskFaulted faulted) {
            faulted(faulted, now);
        } else if (event instanceof RunDeleted deleted) {
            delete(deleted);
        } else if (event instanceof RunResumed resumed) {
            stores.ofRun(event.runId()).forEach((key, exam) -> resume(key, exam.onTermsOf(resumed.student()), now));
        }
    }

    private void open(ExamOpened opened, long now) {
        String key = ExamStores.key(opened);
        Exam known = stores.exams().get(key);
        if (known == null || !known.opened().checkpoint().equals(opened.checkpoint())) {
            log(opened, "exam opened, " + opened.plan().tasks().count() + " tasks");
            assignTasks(key, Exam.open(opened, now), now);
        } else {
            resume(key, known, now);
        }
    }

    private void judged(AnswerJudged answer, long now, Headers headers) {
        String key = ExamStores.key(answer);
        Exam exam = stores.exams().get(key);
        TaskExam before = stores.task(key, answer.taskId());
        if (exam == null || exam.closed() || before == null || !exam.isAbout(answer.checkpoint())) {
            return;
        }
        TaskExam after = before.with(answer);
        if (after.equals(before)) {
            return;
        }
        if (before.asksAgain(answer)) {
            Optional<List<Task>> all = exam.standsStill() ? Optional.empty() : read(key, exam, now);
            if (all.isEmpty()) {
                // It is counted when its next refine step can be assigned.
                stores.keepWaiting(answer);
                return;
            }
            Task task = task(all.get(), answer.taskId());
            Assignment refine = exam.assignment(task, answer.sample(), answer.step() + 1, answer.toMend());
            emitInTraceOf(headers, refine, now);
        }
        taskChanged(key, exam, after, now);
    }

    /** It is assigned again when the run is resumed. */
    private void refused(AnswerRefused event, long now) {
        Assignment refused = event.assignment();
        String key = event.runId() + "/" + refused.round();
        Exam exam = stores.exams().get(key);
        TaskExam task = stores.task(key, refused.task().id());
        if (exam == null
                || exam.closed()
                || !exam.isAbout(refused.checkpoint())
                || task == null
                || !task.awaits(refused.sample(), refused.step())) {
            return;
        }
        stores.keepRefused(key, refused);
        if (exam.held() == null) {
            hold(key, exam, "the student cannot answer: " + event.reason(), now);
        }
    }

    private void faulted(TaskFaulted faulted, long now) {
        stores.ofRun(faulted.runId()).forEach((key, exam) -> {
            TaskExam task = stores.task(key, faulted.taskId());
            if (!exam.closed() && task != null && !task.ended()) {
                taskChanged(key, exam, task.faulted(), now);
            }
        });
    }

    private void delete(RunDeleted deleted) {
        stores.ofRun(deleted.runId()).forEach((key, exam) -> {
            if (exam.openedAt() <= deleted.at()) {
                stores.delete(key);
                setWaiting(key, false);
            }
        });
    }

    private void taskChanged(String key, Exam exam, TaskExam task, long now) {
        stores.put(key, task);
        if (task.ended()) {
            Exam counted = exam.oneEnded();
            if (counted.standsStill()) {
                stores.exams().put(key, counted);
            } else {
                advance(key, counted, now);
            }
        }
    }

    private void advance(String key, Exam exam, long now) {
        if (exam.complete()) {
            grade(key, exam, now);
        } else {
            assignTasks(key, exam, now);
        }
    }

    /** All samples of a task are assigned together, so that a student reads the prompt once for all of them. */
    private void assignTasks(String key, Exam exam, long now) {
        read(key, exam, now).ifPresent(all -> {
            int room = exam.room(limits.window().least());
            for (Task task : all.subList(exam.handedOut(), exam.handedOut() + room)) {
                int samples = exam.specification().samples();
                stores.put(
                        key,
                        TaskExam.open(task.id(), samples, exam.specification().refineSteps()));
                for (int sample = 0; sample < samples; sample++) {
                    emit(exam.assignment(task, sample, 0, null), now);
                }
            }
            stores.exams().put(key, exam.handedOutMore(room));
        });
    }

    private void grade(String key, Exam exam, long now) {
        read(key, exam, now).ifPresent(all -> {
            List<TaskExam> answered =
                    all.stream().map(task -> stores.task(key, task.id())).toList();
            double seconds = (now - exam.openedAt()) / 1000.0;
            for (int step = 0; step <= exam.specification().refineSteps(); step++) {
                int refineStep = step;
                List<TaskScore> scores =
                        answered.stream().map(task -> task.score(refineStep)).toList();
                int unrefined = answered.stream()
                        .mapToInt(task -> task.unrefined(refineStep))
                        .sum();
                emit(
                        Grading.evaluate(
                                exam.opened().runId(),
                                exam.opened().checkpoint(),
                                exam.specification(),
                                refineStep,
                                scores,
                                seconds,
                                unrefined),
                        now);
            }
            answered.forEach(task -> stores.tasks().delete(key + "/" + task.taskId()));
            stores.exams().put(key, exam.close());
            log(exam.opened(), "exam graded");
        });
    }

    private static Task task(List<Task> all, String id) {
        return all.stream()
                .filter(task -> task.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the exam has no task " + id));
    }

    /** The exam's tasks. Empty where they cannot be read: the exam waits then, or is held. */
    private Optional<List<Task>> read(String key, Exam exam, long now) {
        try {
            return Optional.of(dataSets.of(exam.opened().plan().tasks()));
        } catch (RuntimeException e) {
            storeFailed(key, exam, e, now);
            return Optional.empty();
        }
    }

    private void storeFailed(String key, Exam exam, RuntimeException problem, long now) {
        long wallClock = context().currentSystemTimeMs();
        StoreWait wait = StoreWait.after(exam.storeWait(), problem.getMessage(), wallClock);
        if (wait.isOver(limits.storePatience(), wallClock)) {
            hold(key, exam, problem.getMessage(), now);
            return;
        }
        LOG.warnf(
                "%s round %d: the exam's tasks cannot be read: %s; it is tried again for %s",
                exam.opened().runId(),
                exam.opened().checkpoint().round(),
                problem.getMessage(),
                limits.storePatience());
        stores.exams().put(key, exam.waiting(wait));
        setWaiting(key, true);
    }

    @Override
    protected void retry(String key, long now) {
        Exam exam = stores.exams().get(key);
        if (exam == null || exam.closed() || exam.storeWait() == null) {
            setWaiting(key, false);
        } else if (exam.storeWait().isDue(now)) {
            tryStore(key, () -> dataSets.of(exam.opened().plan().tasks())).ifPresent(outcome -> {
                if (outcome.problem() == null) {
                    continueWithTasks(key, exam, now);
                } else {
                    storeFailed(key, exam, outcome.problem(), now);
                }
            });
        }
    }

    /** The wait of a held exam for the artifact store begins anew. */
    private void resume(String key, Exam exam, long now) {
        if (!exam.closed() && exam.standsStill()) {
            log(exam.opened(), "the exam goes on");
            continueWithTasks(key, exam.waiting(null), now);
        }
    }

    private void continueWithTasks(String key, Exam exam, long now) {
        if (read(key, exam, now).isEmpty()) {
            return;
        }
        setWaiting(key, false);
        stores.exams().put(key, exam.waiting(null));
        stores.takeRefused(key)
                .forEach(refused -> emit(refused.withStudent(exam.opened().student()), now));
        for (AnswerJudged answer : stores.takeWaiting(key)) {
            judged(answer, now, new RecordHeaders());
        }
        Exam open = stores.exams().get(key);
        if (!open.closed() && !open.standsStill()) {
            advance(key, open, now);
        }
    }

    @Override
    protected void processingFailed(String runId, String reason, long now) {
        stores.ofRun(runId).forEach((key, exam) -> {
            if (!exam.closed() && exam.held() == null) {
                hold(key, exam, reason, now);
            }
        });
    }

    private void hold(String key, Exam exam, String reason, long now) {
        HeldExam held = new HeldExam(exam.opened(), reason);
        LOG.errorf(
                "%s round %d: the exam is held: %s",
                exam.opened().runId(), exam.opened().checkpoint().round(), reason);
        stores.exams().put(key, exam.hold(reason));
        setWaiting(key, false);
        emitDeadLetter(exam.opened().runId(), held.checkpoint(), now, held.reason());
    }

    private static void log(ExamOpened opened, String what) {
        LOG.infof("%s round %d: %s", opened.runId(), opened.checkpoint().round(), what);
    }
}
