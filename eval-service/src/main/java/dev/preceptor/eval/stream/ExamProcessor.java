package dev.preceptor.eval.stream;

import dev.preceptor.artifactstore.DataSetTasks;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.TaskScore;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.eval.exam.AnswerJudged;
import dev.preceptor.eval.exam.Exam;
import dev.preceptor.eval.exam.ExamEvent;
import dev.preceptor.eval.exam.ExamOpened;
import dev.preceptor.eval.exam.RunDeleted;
import dev.preceptor.eval.exam.TaskExam;
import dev.preceptor.eval.exam.TaskFaulted;
import dev.preceptor.eval.score.Grading;
import dev.preceptor.eventstreams.EventTraces;
import dev.preceptor.eventstreams.KeptByPrefix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Keeps the exams of the runs of one partition: {@code exams} by {@code runId/round}, {@code exam-tasks} by
 * {@code runId/round/taskId}.
 */
final class ExamProcessor implements Processor<String, ExamEvent, String, Event> {

    static final String EXAMS = "exams";
    static final String EXAM_TASKS = "exam-tasks";
    static final String REASON_HEADER = "dead-letter-reason";

    private static final Logger LOG = Logger.getLogger(ExamProcessor.class);

    private final int window;
    private final DataSetTasks tasks;
    private final EventTraces traces;
    private ProcessorContext<String, Event> context;
    private KeyValueStore<String, Exam> exams;
    private KeyValueStore<String, TaskExam> examTasks;

    ExamProcessor(int window, DataSetTasks tasks, EventTraces traces) {
        this.window = window;
        this.tasks = tasks;
        this.traces = traces;
    }

    @Override
    public void init(ProcessorContext<String, Event> context) {
        this.context = context;
        this.exams = context.getStateStore(EXAMS);
        this.examTasks = context.getStateStore(EXAM_TASKS);
    }

    @Override
    public void process(Record<String, ExamEvent> record) {
        ExamEvent event = record.value();
        MDC.put("run", event.runId());
        try {
            if (event instanceof ExamOpened opened) {
                open(opened, record.timestamp());
            } else if (event instanceof AnswerJudged answer) {
                judged(answer, record);
            } else if (event instanceof TaskFaulted faulted) {
                faulted(faulted, record.timestamp());
            } else if (event instanceof RunDeleted deleted) {
                forget(deleted);
            }
        } finally {
            MDC.remove("run");
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
        }
    }

    private void judged(AnswerJudged answer, Record<String, ExamEvent> record) {
        long now = record.timestamp();
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
            Task task = task(key, exam, answer.taskId(), now);
            if (task != null) {
                Assignment again = exam.assignment(task, answer.sample(), answer.step() + 1, answer.toMend());
                emit(again, now, traces.goOn(again, record.headers()));
            }
        }
        moveOn(key, exam, after, now);
    }

    private void faulted(TaskFaulted faulted, long now) {
        List<KeyValue<String, Exam>> open = new ArrayList<>();
        try (KeyValueIterator<String, Exam> ofRun = exams.prefixScan(faulted.runId() + "/", new StringSerializer())) {
            ofRun.forEachRemaining(open::add);
        }
        for (KeyValue<String, Exam> entry : open) {
            TaskExam task = examTasks.get(entry.key + "/" + faulted.taskId());
            if (!entry.value.closed() && task != null && !task.ended()) {
                moveOn(entry.key, entry.value, task.faulted(), now);
            }
        }
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
            exams.delete(key);
        }
    }

    private void moveOn(String key, Exam exam, TaskExam task, long now) {
        examTasks.put(key + "/" + task.taskId(), task);
        if (task.ended()) {
            Exam moved = exam.oneEnded();
            if (moved.complete()) {
                grade(key, moved, now);
            } else {
                handOut(key, moved, now);
            }
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

    private Task task(String key, Exam exam, String id, long now) {
        List<Task> all = read(key, exam, now);
        return all == null
                ? null
                : all.stream().filter(task -> task.id().equals(id)).findFirst().orElse(null);
    }

    /** The exam's tasks; null, with the exam given up, where they cannot be read. */
    private List<Task> read(String key, Exam exam, long now) {
        try {
            List<Task> all = tasks.of(exam.opened().plan().tasks());
            if (all.size() != exam.opened().plan().tasks().count()) {
                throw new IllegalStateException(exam.opened().plan().tasks().uri() + " has " + all.size()
                        + " tasks, expected " + exam.opened().plan().tasks().count());
            }
            return all;
        } catch (RuntimeException e) {
            giveUp(key, exam, e.getMessage(), now);
            return null;
        }
    }

    private void giveUp(String key, Exam exam, String reason, long now) {
        ExamOpened opened = exam.opened();
        LOG.errorf(
                "%s round %d: no exam: %s", opened.runId(), opened.checkpoint().round(), reason);
        exams.put(key, exam.close());
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
        RecordHeaders headers = new RecordHeaders();
        headers.add(REASON_HEADER, reason.getBytes(StandardCharsets.UTF_8));
        context.forward(new Record<>(unexamined.key(), unexamined, now, headers));
    }

    private void emit(Event event, long now) {
        emit(event, now, traces.begin(event));
    }

    private void emit(Event event, long now, Headers headers) {
        context.forward(new Record<>(event.key(), event, now, headers));
    }

    private static String key(String runId, int round) {
        return runId + "/" + round;
    }
}
