import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * All that a run left behind, in a form in which two of them can be compared: of each kind, what matters of it by its id.
 * What may differ from run to run (times, and what was delivered twice) is left out, and counted apart.
 */
final class Outcome {

    private static final List<Topic> COMPARED = List.of(
            Topic.ASSIGNMENTS,
            Topic.ATTEMPTS,
            Topic.TEST_RESULTS,
            Topic.REFINEMENTS,
            Topic.TRAINING_EXAMPLES,
            Topic.TRAINING_JOBS,
            Topic.CHECKPOINTS,
            Topic.EVALUATIONS);

    private final Map<String, Map<String, String>> kinds = new TreeMap<>();
    private final Map<String, Integer> repeated = new TreeMap<>();
    private final List<String> contradictions = new ArrayList<>();
    /** When the answer to what is known to be in the log: by exercise and attempt. */
    private final Map<String, Instant> answeredAt = new HashMap<>();

    private final Map<String, String> questions = new HashMap<>();
    /** The completions of each exam, by task. */
    private final Map<Integer, Map<String, String>> exams = new TreeMap<>();

    private int deadLetters;

    private Outcome() {}

    static Outcome of(String broker, RunReport report, List<Lesson> lessons) throws Exception {
        Outcome outcome = new Outcome();
        for (Lesson lesson : lessons) {
            outcome.put(
                    "ledger",
                    lesson.round() + "/" + lesson.taskId() + "/" + lesson.sample(),
                    lesson.outcome() + " " + lesson.attempt() + " " + lesson.refinement());
        }
        outcome.put("report", "state", report.state().toString());
        outcome.put("report", "ledger", report.ledger().toString());
        outcome.put("report", "trainingExamples", "" + report.trainingExamples());
        outcome.put("report", "answers", "" + report.teacher().calls());
        try (KafkaConsumer<String, byte[]> reader = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            for (Topic topic : COMPARED) {
                for (ConsumerRecord<String, byte[]> record : all(reader, topic.topicName())) {
                    outcome.take(topic, Json.mapper().readValue(record.value(), topic.eventType()));
                }
                outcome.deadLetters += all(reader, topic.deadLetters()).size();
            }
            for (ConsumerRecord<String, byte[]> record : all(reader, Topic.TEACHER_CALLS.topicName())) {
                outcome.call(Json.mapper().readValue(record.value(), TeacherCall.class));
            }
        }
        return outcome;
    }

    private static List<ConsumerRecord<String, byte[]>> all(KafkaConsumer<String, byte[]> reader, String topic) {
        List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        while (partitions.stream().anyMatch(each -> reader.position(each) < ends.get(each))) {
            reader.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return records;
    }

    private void take(Topic topic, Event event) {
        put(topic.topicName(), event.id(), essence(event));
        if (event instanceof Refinement refinement) {
            questions.put(
                    refinement.id(), refinement.assignment().task().entryPoint() + "#" + refinement.number());
        } else if (event instanceof Attempt attempt && attempt.assignment().purpose() == Purpose.EXAM) {
            exams.computeIfAbsent(attempt.assignment().checkpoint().round(), round -> new TreeMap<>())
                    .put(attempt.assignment().task().id(), attempt.completion());
        }
    }

    private void call(TeacherCall call) {
        if (call.state() == TeacherCall.State.ANSWERED) {
            put("spending", call.refinementId(), call.callId() + " " + call.costUsd() + " " + said(call.answer()));
            answeredAt.merge(
                    questions.getOrDefault(call.refinementId(), call.refinementId()),
                    call.at(),
                    (one, other) -> one.isBefore(other) ? one : other);
        }
    }

    /** What an answer says; of log-probabilities their hash, as each run has an artifact store of its own. */
    private static String said(TeacherCall.Answer answer) {
        return answer.model() + " " + answer.content() + " " + answer.promptTokens() + " " + answer.completionTokens() + " "
                + answer.finishReason() + " " + (answer.logprobs() == null ? "" : hash(answer.logprobs().softTargets()));
    }

    private static String hash(SoftTargets rows) {
        return rows == null ? "" : rows.rows() + " rows " + rows.sha256();
    }

    private void put(String kind, String id, String essence) {
        String before = kinds.computeIfAbsent(kind, any -> new TreeMap<>()).put(id, essence);
        if (before != null) {
            repeated.merge(kind, 1, Integer::sum);
            if (!before.equals(essence)) {
                contradictions.add(kind + " " + id + ": " + before + " | " + essence);
            }
        }
    }

    private static String essence(Event event) {
        if (event instanceof Assignment assignment) {
            return assignment.key() + " " + assignment.step();
        } else if (event instanceof Attempt attempt) {
            return attempt.key() + " " + attempt.completion();
        } else if (event instanceof TestResult result) {
            return result.submission().id() + " " + result.verdict() + " " + result.feedback();
        } else if (event instanceof Refinement refinement) {
            return refinement.key() + " " + refinement.outcome() + " " + refinement.code() + " "
                    + hash(refinement.softTargets());
        } else if (event instanceof TrainingExample example) {
            return example.key() + " " + example.refinementId() + " " + example.completion() + " "
                    + hash(example.softTargets());
        } else if (event instanceof TrainingJob job) {
            return job.examples() == null ? String.join(",", job.exampleIds()) : job.examples().sha256();
        } else if (event instanceof Checkpoint checkpoint) {
            return checkpoint.examples() + " " + checkpoint.reference().sha256();
        } else if (event instanceof Evaluation evaluation) {
            return evaluation.passAtK() + " " + evaluation.scores();
        }
        throw new IllegalArgumentException("not compared: " + event);
    }

    int count(String kind) {
        return kinds.getOrDefault(kind, Map.of()).size();
    }

    /** A line for each kind and id, in a fixed order: the lines of two runs with the same ids can be compared. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        kinds.forEach((kind, essences) -> essences.forEach(
                (id, essence) -> lines.add((kind + " " + id + ": " + essence).replace("\n", "\\n"))));
        return lines;
    }

    /** How many records were there again, by kind. */
    Map<String, Integer> repeated() {
        return repeated;
    }

    /** What has the same id as another and says something else. */
    List<String> contradictions() {
        return contradictions;
    }

    int deadLetters() {
        return deadLetters;
    }

    /** How many tasks the checkpoint of round 1 answers otherwise than the untrained student, in exams of one sample. */
    long examAnswersThatChanged() {
        Map<String, String> before = exams.getOrDefault(0, Map.of());
        return exams.getOrDefault(1, Map.of()).entrySet().stream()
                .filter(answer -> !answer.getValue().equals(before.get(answer.getKey())))
                .count();
    }

    /** Those payments that were made for what stood answered in the log already. */
    List<ScriptedModels.Payment> paidAgain(Iterable<ScriptedModels.Payment> payments) {
        List<ScriptedModels.Payment> again = new ArrayList<>();
        for (ScriptedModels.Payment payment : payments) {
            Instant answered = answeredAt.get(payment.exercise() + "#" + payment.attempt());
            if (answered != null && payment.at().isAfter(answered)) {
                again.add(payment);
            }
        }
        return again;
    }

    /** Where the two differ: a line for each kind and id. */
    List<String> differences(Outcome other) {
        List<String> differences = new ArrayList<>();
        for (String kind : union(kinds, other.kinds)) {
            Map<String, String> ours = kinds.getOrDefault(kind, Map.of());
            Map<String, String> theirs = other.kinds.getOrDefault(kind, Map.of());
            for (String id : union(ours, theirs)) {
                if (!String.valueOf(ours.get(id)).equals(theirs.get(id))) {
                    differences.add(kind + " " + id + ": " + ours.get(id) + " | " + theirs.get(id));
                }
            }
        }
        return differences;
    }

    private static TreeSet<String> union(Map<String, ?> one, Map<String, ?> other) {
        TreeSet<String> all = new TreeSet<>(one.keySet());
        all.addAll(other.keySet());
        return all;
    }
}
