package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogprobsTest {

    private static final String TEACHER =
            """
            {"backend": "openai", "baseUrl": "http://localhost:1/v1", "model": "m", "budgetUsd": 1,
             "pricePerMillionTokens": {"prompt": 1, "completion": 2}}""";

    private static RunSpecification run(String method, String teacher, String training) throws JsonProcessingException {
        ObjectNode tree = (ObjectNode) Json.mapper()
                .readTree("{\"student\": {\"model\": \"m\"}, \"tasks\": {\"practice\": \"p\", \"exam\": \"e\"}}");
        tree.put("method", method);
        ObjectNode merged = (ObjectNode) Json.mapper().readTree(TEACHER);
        merged.setAll((ObjectNode) Json.mapper().readTree(teacher));
        tree.set("teacher", merged);
        tree.set("training", Json.mapper().readTree(training));
        return SpecificationReader.read(tree);
    }

    @Test
    void aRunMayTrainOnTheLogProbabilitiesThatItAsksFor() throws JsonProcessingException {
        RunSpecification run = run("persd", "{\"logprobs\": 20}", "{\"soft\": {}}");

        assertThat(run.teacher().logprobs()).isEqualTo(20);
        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsString(run), RunSpecification.class))
                .isEqualTo(run);
    }

    /** A run's id is a hash of its specification. */
    @Test
    void aTeacherThatIsAskedForNoneIsWrittenAsBefore() throws JsonProcessingException {
        RunSpecification run = run("persd", "{\"logprobs\": 0}", "{}");

        assertThat(run).isEqualTo(run("persd", "{}", "{}"));
        assertThat(Json.mapper().writeValueAsString(run)).doesNotContain("logprobs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "persd | {\"logprobs\": 21} | {} | teacher.logprobs: must be from 0 to 20, is 21",
                "persd | {\"logprobs\": -1} | {} | teacher.logprobs: must be from 0 to 20",
                "persd | {\"logprobs\": 5, \"batch\": {}} | {} | teacher.logprobs: is not for requests in batches",
                "persd | {\"logprobs\": 5, \"backend\": \"anthropic\", \"apiKeyEnv\": \"K\"} | {} | the backend anthropic reports no log-prob",
                "persd | {\"logprobs\": 5, \"backend\": \"reference\"} | {} | the backend reference reports no log-prob",
                "persd | {} | {\"soft\": {}} | training.soft: needs the teacher's log-probabilities",
                "rft | {\"logprobs\": 5} | {\"soft\": {}} | training.soft: is for lessons of a teacher; the method rft",
                "persd | {\"logprobs\": 1} | {\"soft\": {\"loss\": \"k1\"}} | training.soft.loss: k1 estimates"
            })
    void whatDoesNotFitTogetherIsToldWithItsSetting(String method, String teacher, String training, String message) {
        assertThatThrownBy(() -> run(method, teacher, training))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void teachersThatAreAskedForLogProbabilitiesAreAskedForEquallyMany() {
        assertThatThrownBy(
                        () -> SpecificationReader.read(
                                (ObjectNode)
                                        Json.mapper()
                                                .readTree(
                                                        """
                                {"student": {"model": "m"}, "tasks": {"practice": "p", "exam": "e"}, "budgetUsd": 1, "teachers": [
                                  {"backend": "openai", "baseUrl": "http://localhost:1/v1", "model": "a", "logprobs": 5,
                                   "pricePerMillionTokens": {"prompt": 1, "completion": 2}},
                                  {"backend": "openai", "baseUrl": "http://localhost:1/v1", "model": "b", "logprobs": 20,
                                   "pricePerMillionTokens": {"prompt": 1, "completion": 2}},
                                  {"backend": "reference"}]}""")))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining("teachers: ask for different numbers of log-probabilities, [5, 20]");
    }
}
