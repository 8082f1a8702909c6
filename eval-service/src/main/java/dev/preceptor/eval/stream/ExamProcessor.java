package dev.preceptor.eval.stream;

import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.OversizedEventException;
import dev.preceptor.contracts.event.TaskScore;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.eval.exam.AnswerJudged;
import dev.preceptor.eval.exam.Exam;
import dev.preceptor.eval.exam.ExamEvent;
import dev.preceptor.eval.exam.ExamOpened;
import dev.preceptor.eval.exam.RunDeleted;
import dev.preceptor.eval.exam.RunGoesOn;
import dev.preceptor.eval.exam.TaskExam;
import dev.preceptor.eval.exam.TaskFaulted;
import dev.preceptor.eval.score.Grading;
import dev.preceptor.stage.deadletter.DeadLetterHeaders;
import dev.preceptor.stage.stream.EventTraces;
import dev.preceptor.stage.stream.KeptByPrefix;
import dev.preceptor.stage.stream.StoreProbe;
import dev.preceptor.stage.stream.StoreWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Keeps the exams of the runs of one partition: {@code exams} by {@code runId/round}, {@code exam-tasks} by
 * {@code runId/round/taskId}, and beside them the answers that wait for the artifact store before they can be mended.
 */
final class ExamProcessor implements Processor<String, ExamEvent, String, Event> {

    static final String EXAMS = "exams";
    static final String EXAM_TASKS = "exam-tasks";
    static final String WAITING_ANSWERS = "exam-answers-waiting";

    private static final Logger LOG = Logger.getLogger(ExamProcessor.class);

    private final int window;
    private final Duration storePatience;
    private final RecordLimit records;
    private final DataSetTasks tasks;
    private final EventTraces traces;
    private ProcessorContext<String, Event> context;
    private KeyValueStore<String, Exam> exams;
    private KeyValueStore<String, TaskExam> examTasks;
    private KeyValueStore<String, AnswerJudged> waitingAnswers;
    /** Exams that wait for the artifact store. */
    private final Set<String> waiting = new HashSet<>();

    private final StoreProbe probe;

    /**
     * @param window how many tasks of an exam are in flight at most
     * @param storePatience how long the artifact store is tried before an exam is held
     * @param storeTries runs what is tried again of the artifact store
     * @param records what the topics take
     */
    ExamProcessor(
            int window,
            Duration storePatience,
            Executor storeTries,
            RecordLimit records,
            DataSetTasks tasks,
            EventTraces traces) {
        this.probe = new StoreProbe(storeTries);
        this.records = records;
        this.window = window;
        this.storePatience = storePatience;
        this.tasks = tasks;
        this.traces = traces;
    }

    @Override
    public void init(ProcessorContext<String, Event> context) {
        this.context = context;
        this.exams = context.getStateStore(EXAMS);
        this.examTasks = context.getStateStore(EXAM_TASKS);
        this.waitingAnswers = context.getStateStore(WAITING_ANSWERS);
        waiting.clear();
        try (KeyValueIterator<String, Exam> all = exams.all()) {
            all.forEachRemaining(entry -> {
                if (!entry.value.closed() && entry.value.storeWait() != null) {
                    waiting.add(entry.key);
                }
            });
        }
        context.schedule(StoreWait.LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, this::tryStoreAgain);
    }

    @Override
    public void process(Record<String, ExamEvent> record) {
        ExamEvent event = record.value();
        MDC.put("run", event.runId());
        try {
            process(event, record.timestamp(), record.headers());
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            // Met again and again, it would end one thread after the other, and the other runs' exams with them.
            LOG.errorf(e, "%s: %s could not be processed", event.runId(), event);
            String reason = "eval-service could not process an event of it: " + e;
            ofRun(event.runId()).forEach((key, exam) -> {
                if (!exam.closed() && exam.held() == null) {
                    hold(key, exam, reason, record.timestamp());
                }
            });
        } finally {
            MDC.remove("run");
        }
    }

    private void process(ExamEvent event, long now, Headers headers) {
        if (event instanceof ExamOpened opened) {
            open(opened, now);
        } else if (event instanceof AnswerJudged answer) {
            judged(answer, now, headers);
        } else if (event instanceof TaskFaulted faulted) {
            faulted(faulted, now);
        } else if (event instanceof RunDeleted deleted) {
            forget(deleted);
        } else if (event instanceof RunGoesOn) {
            ofRun(event.runId()).forEach((key, exam) -> goOn(key, exam, now));
        }
    }

    private void open(ExamOpened opened, long now) {
        String key = key(opened.runId(), opened.checkpoint().round());
        Exam known = exams.get(key);
        if (known == null || !known.opened().checkpoint().equals(opened.checkpoint())) {
            LOG.infof(
                    "%s round %d: exam opened, %d tasks",
                    opened.runId(),
                    opened.checkpoint().round(),
                    opened.plan().tasks().count());
            handOut(key, Exam.open(opened, now), now);
        } else {
            goOn(key, known, now);
        }
    }

    private void judged(AnswerJudged answer, long now, Headers headers) {
        String key = key(answer.runId(), answer.round());
        Exam exam = exams.get(key);
        TaskExam before = examTasks.get(key + "/" + answer.taskId());
        if (exam == null
                || exam.closed()
                || before == null
                || answer.checkpoint() != null
                        && !answer.checkpoint().equals(exam.opened().checkpoint())) {
            return;
        }
        TaskExam after = before.with(answer);
        if (after.equals(before)) {
            return;
        }
        if (before.asksAgain(answer)) {
            List<Task> all = exam.standsStill() ? null : read(key, exam, now);
            if (all == null) {
                // Not taken in before what follows from it can be.
                waitingAnswers.put(key + "/" + answer.taskId() + "/" + answer.sample() + "/" + answer.step(), answer);
                return;
            }
            Assignment again =
                    exam.assignment(task(all, answer.taskId()), answer.sample(), answer.step() + 1, answer.toMend());
            emit(again, now, traces.goOn(again, headers));
        }
        moveOn(key, exam, after, now);
    }

    private void faulted(TaskFaulted faulted, long now) {
        ofRun(faulted.runId()).forEach((key, exam) -> {
            TaskExam task = examTasks.get(key + "/" + faulted.taskId());
            if (!exam.closed() && task != null && !task.ended()) {
                moveOn(key, exam, task.faulted(), now);
            }
        });
    }

    private void forget(RunDeleted deleted) {
        List<String> forgotten = new ArrayList<>();
        try (KeyValueIterator<String, Exam> ofRun = exams.prefixScan(deleted.runId() + "/", new StringSerializer())) {
            ofRun.forEachRemaining(exam -> {
                if (exam.value.openedAt() <= deleted.at()) {
                    forgotten.add(exam.key);
                }
            });
        }
        for (String key : forgotten) {
            KeptByPrefix.delete(examTasks, key + "/", Integer.MAX_VALUE);
            KeptByPrefix.delete(waitingAnswers, key + "/", Integer.MAX_VALUE);
            exams.delete(key);
            waiting.remove(key);
        }
    }

    private void moveOn(String key, Exam exam, TaskExam task, long now) {
        examTasks.put(key + "/" + task.taskId(), task);
        if (task.ended()) {
            Exam moved = exam.oneEnded();
            if (moved.standsStill()) {
                exams.put(key, moved);
            } else {
                goFurther(key, moved, now);
            }
        }
    }

    private void goFurther(String key, Exam exam, long now) {
        if (exam.complete()) {
            grade(key, exam, now);
        } else {
            handOut(key, exam, now);
        }
    }

    /** All samples of a task go out together, so that a student can read the prompt once for all. */
    private void handOut(String key, Exam exam, long now) {
        List<Task> all = read(key, exam, now);
        if (all == null) {
            return;
        }
        int room = exam.room(window);
        for (Task task : all.subList(exam.handedOut(), exam.handedOut() + room)) {
            int samples = exam.specification().samples();
            examTasks.put(
                    key + "/" + task.id(),
                    TaskExam.open(task.id(), samples, exam.specification().refineSteps()));
            for (int sample = 0; sample < samples; sample++) {
                emit(exam.assignment(task, sample, 0, null), now);
            }
        }
        exams.put(key, exam.handedOutMore(room));
    }

    private void grade(String key, Exam exam, long now) {
        List<Task> all = read(key, exam, now);
        if (all == null) {
            return;
        }
        List<TaskExam> answered =
                all.stream().map(task -> examTasks.get(key + "/" + task.id())).toList();
        double seconds = (now - exam.openedAt()) / 1000.0;
        for (int step = 0; step <= exam.specification().refineSteps(); step++) {
            int refineStep = step;
            List<TaskScore> scores =
                    answered.stream().map(task -> task.score(refineStep)).toList();
            emit(
                    Grading.evaluate(
                            exam.opened().runId(),
                            exam.opened().checkpoint(),
                            exam.specification(),
                            refineStep,
                            scores,
                            seconds,
                            answered.stream()
                                    .mapToInt(task -> task.unrefined(refineStep))
                                    .sum()),
                    now);
        }
        answered.forEach(task -> examTasks.delete(key + "/" + task.taskId()));
        exams.put(key, exam.close());
        LOG.infof(
                "%s round %d: exam graded",
                exam.opened().runId(), exam.opened().checkpoint().round());
    }

    private static Task task(List<Task> all, String id) {
        return all.stream()
                .filter(task -> task.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the exam has no task " + id));
    }

    /** The exam's tasks; null, with the exam waiting or held, where they cannot be read. */
    private List<Task> read(String key, Exam exam, long now) {
        try {
            return tasks.of(exam.opened().plan().tasks());
        } catch (RuntimeException e) {
            unreadable(key, exam, e, now);
            return null;
        }
    }

    private void unreadable(String key, Exam exam, RuntimeException e, long now) {
        long wall = context.currentSystemTimeMs();
        StoreWait wait = StoreWait.after(exam.storeWait(), e.getMessage(), wall);
        if (wait.isOver(storePatience, wall)) {
            hold(key, exam, e.getMessage(), now);
        } else {
            LOG.warnf(
                    "%s round %d: the exam's tasks cannot be read: %s; it is tried again for %s",
                    exam.opened().runId(), exam.opened().checkpoint().round(), e.getMessage(), storePatience);
            exams.put(key, exam.waiting(wait));
            waiting.add(key);
        }
    }

    private void tryStoreAgain(long now) {
        for (String key : List.copyOf(waiting)) {
            Exam exam = exams.get(key);
            if (exam == null || exam.closed() || exam.storeWait() == null) {
                waiting.remove(key);
            } else if (exam.storeWait().isDue(now)) {
                MDC.put("run", exam.opened().runId());
                DataSet wanted = exam.opened().plan().tasks();
                probe.outcome(key, () -> tasks.of(wanted)).ifPresent(outcome -> {
                    if (outcome.problem() == null) {
                        takeUp(key, exam, now);
                    } else {
                        unreadable(key, exam, outcome.problem(), now);
                    }
                });
                MDC.remove("run");
            }
        }
    }

    /** A held exam starts its wait for the artifact store anew. */
    private void goOn(String key, Exam exam, long now) {
        if (!exam.closed() && exam.standsStill()) {
            LOG.infof(
                    "%s round %d: the exam goes on",
                    exam.opened().runId(), exam.opened().checkpoint().round());
            takeUp(key, exam.waiting(null), now);
        }
    }

    private void takeUp(String key, Exam exam, long now) {
        if (read(key, exam, now) == null) {
            return;
        }
        waiting.remove(key);
        exams.put(key, exam.waiting(null));
        List<AnswerJudged> answers = new ArrayList<>();
        try (KeyValueIterator<String, AnswerJudged> kept =
                waitingAnswers.prefixScan(key + "/", new StringSerializer())) {
            kept.forEachRemaining(entry -> answers.add(entry.value));
        }
        for (AnswerJudged answer : answers) {
            waitingAnswers.delete(key + "/" + answer.taskId() + "/" + answer.sample() + "/" + answer.step());
            judged(answer, now, new RecordHeaders());
        }
        Exam taken = exams.get(key);
        if (!taken.closed() && !taken.standsStill()) {
            goFurther(key, taken, now);
        }
    }

    /** Its run hears of it by the dead letter, and of its end where it is taken up. */
    private void hold(String key, Exam exam, String reason, long now) {
        ExamOpened opened = exam.opened();
        LOG.errorf(
                "%s round %d: the exam is held: %s",
                opened.runId(), opened.checkpoint().round(), reason);
        exams.put(key, exam.hold(reason));
        waiting.remove(key);
        Checkpoint unexamined = new Checkpoint(
                Checkpoint.idOf(opened.runId(), opened.checkpoint().round()),
                opened.runId(),
                opened.student(),
                opened.checkpoint(),
                null,
                0,
                List.of(),
                0,
                0,
                opened.plan());
        context.forward(
                new Record<>(unexamined.key(), unexamined, now, DeadLetterHeaders.of(reason, OwnLetters.SERVICE)));
    }

    private Map<String, Exam> ofRun(String runId) {
        Map<String, Exam> found = new LinkedHashMap<>();
        try (KeyValueIterator<String, Exam> ofRun = exams.prefixScan(runId + "/", new StringSerializer())) {
            ofRun.forEachRemaining(entry -> found.put(entry.key, entry.value));
        }
        return found;
    }

    private void emit(Event event, long now) {
        emit(event, now, traces.begin(event));
    }

    /**
     * An assignment that no record can hold is lost: its key alone goes to the dead letters, which end its task. An evaluation is
     * not: it breaks off, and the exam is held.
     */
    private void emit(Event event, long now, Headers headers) {
        Optional<String> excess = records.excess(event);
        if (excess.isPresent()) {
            if (!(event instanceof Assignment)) {
                throw new OversizedEventException(excess.get());
            }
            context.forward(
                    new Record<>(event.key(), null, now, DeadLetterHeaders.of(excess.get(), OwnLetters.SERVICE)));
            return;
        }
        context.forward(new Record<>(event.key(), event, now, headers));
    }

    private static String key(String runId, int round) {
        return runId + "/" + round;
    }
}
