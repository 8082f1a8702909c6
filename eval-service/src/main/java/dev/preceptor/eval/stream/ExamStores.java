package dev.preceptor.eval.stream;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.eval.exam.AnswerJudged;
import dev.preceptor.eval.exam.Exam;
import dev.preceptor.eval.exam.ExamOpened;
import dev.preceptor.eval.exam.TaskExam;
import dev.preceptor.stage.stream.JsonSerde;
import dev.preceptor.stage.stream.PrefixDeletion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The state stores of the exams of one partition.
 *
 * @param exams by {@code runId/round}, the exam's key
 * @param tasks by {@code runId/round/taskId}
 * @param waitingAnswers answers that cannot be refined before the artifact store gives the task, by
 *     {@code runId/round/taskId/sample/step}
 * @param refused what to assign again when the exam is resumed, by {@code runId/round/taskId/sample/step}
 */
record ExamStores(
        KeyValueStore<String, Exam> exams,
        KeyValueStore<String, TaskExam> tasks,
        KeyValueStore<String, AnswerJudged> waitingAnswers,
        KeyValueStore<String, Assignment> refused) {

    static final String EXAMS = "exams";
    static final String TASKS = "exam-tasks";
    static final String WAITING_ANSWERS = "exam-answers-waiting";
    static final String REFUSED = "exam-assignments-refused";

    /** Adds the stores to a topology and gives their names. */
    static String[] add(StreamsBuilder builder) {
        add(builder, EXAMS, JsonSerde.ofState(Exam.class));
        add(builder, TASKS, JsonSerde.ofState(TaskExam.class));
        add(builder, WAITING_ANSWERS, JsonSerde.ofState(AnswerJudged.class));
        add(builder, REFUSED, JsonSerde.ofState(Assignment.class));
        return new String[] {EXAMS, TASKS, WAITING_ANSWERS, REFUSED};
    }

    private static void add(StreamsBuilder builder, String name, Serde<?> values) {
        builder.addStateStore(Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), values)
                .withCachingEnabled());
    }

    static ExamStores of(ProcessorContext<?, ?> context) {
        return new ExamStores(
                context.getStateStore(EXAMS),
                context.getStateStore(TASKS),
                context.getStateStore(WAITING_ANSWERS),
                context.getStateStore(REFUSED));
    }

    static String key(ExamOpened opened) {
        return opened.runId() + "/" + opened.checkpoint().round();
    }

    static String key(AnswerJudged answer) {
        return answer.runId() + "/" + answer.round();
    }

    static String runOf(String examKey) {
        return examKey.substring(0, examKey.lastIndexOf('/'));
    }

    TaskExam task(String examKey, String taskId) {
        return tasks.get(examKey + "/" + taskId);
    }

    void put(String examKey, TaskExam task) {
        tasks.put(examKey + "/" + task.taskId(), task);
    }

    void keepWaiting(AnswerJudged answer) {
        waitingAnswers.put(key(answer) + suffix(answer), answer);
    }

    /** The answers of an exam that wait; they wait no longer. */
    List<AnswerJudged> takeWaiting(String examKey) {
        return take(waitingAnswers, examKey);
    }

    void keepRefused(String examKey, Assignment assignment) {
        refused.put(
                examKey + "/" + assignment.task().id() + "/" + assignment.sample() + "/" + assignment.step(),
                assignment);
    }

    /** The refused assignments of an exam; they are kept no longer. */
    List<Assignment> takeRefused(String examKey) {
        return take(refused, examKey);
    }

    private static <V> List<V> take(KeyValueStore<String, V> store, String examKey) {
        List<KeyValue<String, V>> entries = new ArrayList<>();
        try (KeyValueIterator<String, V> kept = store.prefixScan(examKey + "/", new StringSerializer())) {
            kept.forEachRemaining(entries::add);
        }
        entries.forEach(entry -> store.delete(entry.key));
        return entries.stream().map(entry -> entry.value).toList();
    }

    /** The exams of a run, by key. */
    Map<String, Exam> ofRun(String runId) {
        Map<String, Exam> found = new LinkedHashMap<>();
        try (KeyValueIterator<String, Exam> ofRun = exams.prefixScan(runId + "/", new StringSerializer())) {
            ofRun.forEachRemaining(entry -> found.put(entry.key, entry.value));
        }
        return found;
    }

    /** The keys of the exams that wait for the artifact store. */
    List<String> waitingExams() {
        List<String> waiting = new ArrayList<>();
        try (KeyValueIterator<String, Exam> all = exams.all()) {
            all.forEachRemaining(entry -> {
                if (!entry.value.closed() && entry.value.storeWait() != null) {
                    waiting.add(entry.key);
                }
            });
        }
        return waiting;
    }

    /** Deletes an exam with everything that belongs to it. */
    void delete(String examKey) {
        PrefixDeletion.delete(tasks, examKey + "/", Integer.MAX_VALUE);
        PrefixDeletion.delete(waitingAnswers, examKey + "/", Integer.MAX_VALUE);
        PrefixDeletion.delete(refused, examKey + "/", Integer.MAX_VALUE);
        exams.delete(examKey);
    }

    private static String suffix(AnswerJudged answer) {
        return "/" + answer.taskId() + "/" + answer.sample() + "/" + answer.step();
    }
}
