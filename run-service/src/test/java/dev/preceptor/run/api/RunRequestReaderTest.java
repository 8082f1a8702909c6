package dev.preceptor.run.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.task.RecordedAttempts;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunRequestReaderTest {

    private static final String SPECIFICATION = "{\"student\": {\"model\": \"tiny\"},"
            + " \"teacher\": {\"backend\": \"reference\"},"
            + " \"tasks\": {\"practice\": \"p.jsonl\", \"exam\": \"e.jsonl\"}}";
    private static final String TASK =
            "{\"id\": \"a\", \"prompt\": \"Write f.\", \"entryPoint\": \"f\", \"tests\": [\"assert f()\"]}";

    private static final String RECORDED =
            SPECIFICATION.replaceFirst("\\{", "{\"practice\": {\"recorded\": \"r.jsonl\", \"samples\": 2}, ");

    private static final String LLM = "{\"backend\": \"openai\", \"baseUrl\": \"http://t/v1\", \"model\": \"m\","
            + " \"budgetUsd\": 1, \"pricePerMillionTokens\": {\"prompt\": 1, \"completion\": 1}}";

    private static final String GENERATING = SPECIFICATION
            .replace("{\"backend\": \"reference\"}", LLM)
            .replace(
                    "\"exam\": \"e.jsonl\"",
                    "\"exam\": \"e.jsonl\", \"generate\": {\"seeds\": \"s\", \"count\": 2, \"budgetUsd\": 1}");

    private static final RequestLimits LIMITS = new RequestLimits(1 << 20, 10_000, 10_000, 1 << 20);

    private final RequestFolder folder = new RequestFolder();

    private static List<Task> dataSet(String id) {
        if (!id.equals("known")) {
            throw new InvalidRequestException("there is no data set '" + id + "'");
        }
        return TaskFile.parse("known", List.of(TASK, TASK.replace("\"a\"", "\"b\"")));
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void readsAWholeRequest() throws IOException {
        String tasks = TASK + ", " + TASK.replace("\"a\"", "\"ä\"");
        ParsedRequest request = read(body(SPECIFICATION, tasks, TASK), LIMITS);

        assertThat(request.specification().name()).isEqualTo("run");
        assertThat(request.practice().count()).isEqualTo(2);
        assertThat(request.exam().count()).isEqualTo(1);
        assertThat(TaskFile.read(request.practice().path()))
                .extracting(Task::id, Task::entryPoint)
                .containsExactly(tuple("a", "f"), tuple("ä", "f"));
    }

    @Test
    void examTasksThatArePractisedAreAWarning() {
        String renamed = TASK.replace("\"a\"", "\"b\"");
        String other = TASK.replace("\"a\"", "\"c\"").replace("Write f.", "Write f twice.");

        assertThat(read(body(SPECIFICATION, TASK, other), LIMITS).warning()).isNull();
        assertThat(read(body(SPECIFICATION, TASK, renamed + ", " + other), LIMITS)
                        .warning())
                .isEqualTo("1 of the 2 exam tasks are also practice tasks, so the exam says less about new tasks");
        assertThat(read(body(SPECIFICATION, TASK, TASK), LIMITS).warning())
                .isEqualTo("1 of the 1 exam tasks are also practice tasks, so the exam says nothing about new tasks");
    }

    @Test
    void theTasksAreTheLinesThatOthersWriteOfThem() throws IOException {
        ParsedRequest request = read(body(SPECIFICATION, TASK, TASK), LIMITS);

        Task task = Json.mapper().readValue(TASK, Task.class);
        assertThat(Files.readString(request.practice().path()))
                .isEqualTo(Json.mapper().writeValueAsString(task) + "\n");
    }

    @Test
    void aDataSetThatTheServerHasTakesThePlaceOfItsTasks() throws IOException {
        String named = body(SPECIFICATION, "X", TASK).replace("[X]", "{\"dataSet\": \"known\"}");

        ParsedRequest request = read(named, LIMITS);

        assertThat(TaskFile.read(request.practice().path()))
                .extracting(Task::id)
                .containsExactly("a", "b");
        assertProblem(named.replace("known", "other"), "practice: there is no data set 'other'");
        assertProblem(named.replace("dataSet", "set"), "practice: is a list of tasks, or {\"dataSet\": ID}");
        assertTooLarge(named, new RequestLimits(1 << 20, 10_000, 10_000, 400), "practice: has more than");
    }

    @Test
    void readsTheFieldsInAnyOrderAndPassesOverOthers() {
        String other = "{\"exam\": [" + TASK + "], \"later\": {\"x\": [1]}, \"practice\": [" + TASK
                + "], \"specification\": " + SPECIFICATION + ", \"recorded\": null}";

        assertThat(read(other, LIMITS).practice().count()).isEqualTo(1);
    }

    @Test
    void recordedAttemptsAreWrittenInTheOrderOfTheTasks() throws IOException {
        String tasks = TASK + "," + TASK.replace("\"a\"", "\"mbpp/2\"");
        String lines = "{\"taskId\": \"2\", \"code\": \"c3\", \"sample\": 1},"
                + "{\"taskId\": \"a\", \"code\": \"c1\"}, {\"task_id\": \"2\", \"code\": \"c2\", \"sample\": 0},"
                + "{\"taskId\": \"other\", \"code\": \"x\"}, {\"taskId\": \"a\", \"completion\": \"c4\"},"
                + "{\"taskId\": \"a\", \"code\": \"further\"}";
        String body =
                "{\"recorded\": [" + lines + "], " + body(RECORDED, tasks, TASK).substring(1);

        LineFile recorded = read(body, LIMITS).recorded();

        List<String> asOthersMakeThem = RecordedAttempts.complete(
                        "practice.recorded",
                        RecordedAttempts.parse("recorded", List.of(lines.split(",\\s*(?=\\{)"))),
                        TaskFile.parse("p", List.of(tasks.split(",(?=\\{)"))),
                        2)
                .stream()
                .map(RunRequestReaderTest::json)
                .toList();
        assertThat(Files.readAllLines(recorded.path()))
                .isEqualTo(asOthersMakeThem)
                .hasSize(4);
    }

    @Test
    void saysInOneLineWhatIsWrongWithRecordedAttempts() {
        String one = "{\"taskId\": \"a\", \"code\": \"c\", \"sample\": 0}";
        assertProblem(body(RECORDED, TASK, TASK), "recorded: lacks the attempts of practice.recorded");
        assertProblem(withRecorded(SPECIFICATION, one), "recorded: is only for a specification with");
        assertProblem(
                withRecorded(RECORDED, one), "practice.recorded: lacks attempts at 1 of the practice tasks (2 each");
        assertProblem(withRecorded(RECORDED, one + "," + one), "practice.recorded: has sample 0 of the task a twice");
        assertProblem(withRecorded(RECORDED, "{\"code\": \"c\"}"), "recorded:1: lacks \"taskId\"");
    }

    @Test
    void namesATaskThatIsLargerThanEventsMayCarryIt() {
        String large = TASK.replace("Write f.", "x".repeat(1_000));

        assertThatThrownBy(
                        () -> read(body(SPECIFICATION, large, TASK), new RequestLimits(10_000, 5_000, 1_000, 10_000)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageMatching(
                        "practice: the task 'a' takes 1\\d{3} bytes as JSON, more than the 1000 that a task may"
                                + " \\(run.most-task-bytes\\).*");
    }

    @Test
    void namesWhatIsTooLargeAndTheLimit() {
        String body = body(SPECIFICATION, TASK, TASK);
        String more = TASK.replace("\"a\"", "\"b\"");
        assertTooLarge(body, new RequestLimits(body.length() - 1, 1_000, 1_000, 10_000), "the body has more than");
        assertTooLarge(
                body(SPECIFICATION, TASK.replace("Write f.", "x".repeat(1_000)), TASK),
                new RequestLimits(10_000, 1_000, 1_000, 10_000),
                "practice[0]: has more than 1000 bytes");
        assertTooLarge(
                body(SPECIFICATION, TASK + "," + TASK.replace("\"assert f()\"", "\"y\",".repeat(400) + "\"y\""), TASK),
                new RequestLimits(10_000, 1_000, 1_000, 10_000),
                "practice[1]: has more than 1000 bytes");
        assertTooLarge(
                body(SPECIFICATION, TASK, TASK + "," + more),
                new RequestLimits(10_000, 1_000, 1_000, 2 * RequestLimits.TASK_OVERHEAD + TASK.length()),
                "exam: has more than this service can keep at hand");
        assertThat(read(body, new RequestLimits(body.length(), 1_000, 1_000, 10_000))
                        .practice()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aMillionTasksAreRefusedWithoutBeingHeld() {
        EndlessTasks tasks = new EndlessTasks(1_000_000);
        InputStream endless =
                new SequenceInputStream(stream("{\"specification\": " + SPECIFICATION + ", \"practice\": ["), tasks);

        assertThatThrownBy(() -> read(endless, new RequestLimits(1L << 40, 1_000, 1_000, 64L << 20)))
                .isInstanceOf(TooLargeException.class)
                .hasMessageStartingWith("practice: has more than this service can keep at hand: 67108864 bytes")
                .message()
                .hasLineCount(1);
        assertThat(tasks.made).isLessThan(300_000);
    }

    /** Makes each task as it is asked for. */
    private static final class EndlessTasks extends InputStream {
        private final int count;
        private int made;
        private byte[] task = new byte[0];
        private int place;

        EndlessTasks(int count) {
            this.count = count;
        }

        @Override
        public int read() {
            if (place == task.length) {
                if (made == count) {
                    return -1;
                }
                task = (TASK.replace("\"a\"", "\"" + made++ + "\"") + ",").getBytes(StandardCharsets.UTF_8);
                place = 0;
            }
            return task[place++];
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                                          | the body is no JSON object",
                "{\"specification\": {                     | the body is no JSON: Unexpected end-of-input",
                "[]                                        | the body is no JSON object",
                "{}                                        | a specification is a mapping",
                "{\"specification\": {\"student\": {}}}    | student.model: is required"
            })
    void saysInOneLineWhatIsWrongWithABody(String body, String problem) {
        assertProblem(body == null ? "" : body, problem);
    }

    @Test
    void takesAMisspeltSettingForAnError() {
        String misspelt = SPECIFICATION.replaceFirst("\\{", "{\"methd\": \"persd\", ");

        assertProblem(body(misspelt, TASK, TASK), "methd: unknown key; known: exam, method, methods, name");
    }

    @Test
    void saysInOneLineWhatIsWrongWithTasks() {
        assertProblem("{\"specification\": " + SPECIFICATION + "}", "practice: is a list of at least one task");
        assertProblem(body(SPECIFICATION, "", TASK), "practice: is a list of at least one task");
        assertProblem(body(SPECIFICATION, TASK, "{\"id\": \"b\", \"prompt\": \"x\"}"), "exam[0]: lacks \"entryPoint\"");
        assertProblem(body(SPECIFICATION, TASK + "," + TASK, TASK), "practice[1]: the id 'a' is that of practice[0]");
        assertProblem(body(SPECIFICATION, "7", TASK), "practice[0]: ");
        assertProblem(body(SPECIFICATION, "null", TASK), "practice[0]: is not a task");
        String text = "{\"id\": \"b\", \"prompt\": \"x\", \"entryPoint\": \"f\", \"tests\": \"assert f()\"}";
        assertProblem(
                body(SPECIFICATION, text, TASK),
                "practice[0]: \"tests\" is a string; write a list of strings, as [\"assert f()\"]");
        assertProblem(body(SPECIFICATION, TASK, TASK) + "{}", "the body holds more after its JSON object");
    }

    @Test
    void readsNotANumberInFieldsThatAreNotOurs() {
        String task = TASK.replaceFirst("\\{", "{\"score\": NaN, ");

        assertThat(read(body(SPECIFICATION, task, TASK), LIMITS).practice().count())
                .isEqualTo(1);
    }

    @Test
    void readsTheSeedsOfPracticeTasksThatAreToBeGenerated() {
        ParsedRequest request = read(generating(GENERATING, TASK), LIMITS);

        assertThat(request.practice()).isNull();
        assertThat(request.seeds().count()).isEqualTo(1);
        assertThat(read(body(GENERATING, TASK, TASK), LIMITS).seeds()).isNull();
    }

    @Test
    void saysInOneLineWhyPracticeTasksCannotBeGenerated() {
        assertProblem(generating(GENERATING, ""), "seeds: is a list of at least one task");
        assertProblem(
                "{\"specification\": " + GENERATING + ", \"exam\": [" + TASK + "]}",
                "seeds: is a list of at least one task, from which the practice tasks are generated");
        assertProblem(generating(SPECIFICATION, TASK), "seeds: is only for a specification with tasks.generate");
        assertProblem(
                generating(GENERATING, TASK).replaceFirst("\\{", "{\"practice\": [" + TASK + "], "),
                "seeds: is only for a request without practice");
        assertProblem(
                generating(GENERATING.replace(LLM, "{\"backend\": \"reference\"}"), TASK),
                "tasks.generate: the teacher 'reference' cannot invent tasks");
    }

    private static String generating(String specification, String seeds) {
        return "{\"specification\": " + specification + ", \"seeds\": [" + seeds + "], \"exam\": [" + TASK + "]}";
    }

    private void assertTooLarge(String body, RequestLimits limits, String problem) {
        assertThatThrownBy(() -> read(body, limits))
                .isInstanceOf(TooLargeException.class)
                .hasMessageStartingWith(problem)
                .message()
                .hasLineCount(1);
    }

    private ParsedRequest read(String body, RequestLimits limits) {
        return read(stream(body), limits);
    }

    private ParsedRequest read(InputStream body, RequestLimits limits) {
        return RunRequestReader.read(body, Set.of(), folder, limits, RunRequestReaderTest::dataSet);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Object value) {
        try {
            return Json.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String withRecorded(String specification, String lines) {
        return body(specification, TASK, TASK).replaceFirst("\\{", "{\"recorded\": [" + lines + "], ");
    }

    private void assertProblem(String body, String problem) {
        assertThatThrownBy(() -> read(body, LIMITS))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(problem)
                .message()
                .hasLineCount(1);
    }

    private static String body(String specification, String practice, String exam) {
        return "{\"specification\": " + specification + ", \"practice\": [" + practice + "], \"exam\": [" + exam + "]}";
    }
}
