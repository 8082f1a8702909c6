package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpdSpecificationTest {

    private static final String RUN =
            """
            {"student": {"model": "m"}, "tasks": {"practice": "p", "exam": "e"},
             "teacher": {"backend": "openai", "baseUrl": "http://localhost:1/v1", "model": "t", "budgetUsd": 1,
                         "pricePerMillionTokens": {"prompt": 1, "completion": 2}}}""";

    private static RunSpecification run(String settings) throws JsonProcessingException {
        ObjectNode tree = (ObjectNode) Json.mapper().readTree(RUN);
        // Sections are merged, so that a test changes one setting of the teacher.
        Json.mapper().readerForUpdating(tree).readValue(settings.replace('\'', '"'));
        return SpecificationReader.read(tree);
    }

    @Test
    void theDefaultsScoreFailuresByTheReverseDivergenceOfTwentyTokens() throws JsonProcessingException {
        RunSpecification run = run("{'method': 'opd'}");

        assertThat(run.opd())
                .isEqualTo(new OpdSpecification(
                        "failed", "reverse", null, 20, List.of(ScoreContext.MANUAL, ScoreContext.FEEDBACK), "skip", 0));
        assertThat(run.jobTraining().soft()).isEqualTo(new SoftSpecification(1.0, 1.0, "reverse", null));
        assertThat(run.methodLabel()).isEqualTo("opd");
    }

    @Test
    void aMethodAndOpdAreWrittenAsAList() throws JsonProcessingException {
        RunSpecification run = run("{'methods': ['persd', 'opd'], 'opd': {'loss': 'jsd', 'topK': 5}}");

        assertThat(run.method()).isEqualTo(Method.PERSD);
        assertThat(run.methodLabel()).isEqualTo("persd + opd");
        assertThat(run.opd().beta()).isEqualTo(0.5);
        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsString(run), RunSpecification.class))
                .isEqualTo(run);
    }

    /** A run's id is a hash of its specification. */
    @Test
    void aRunThatScoresNothingIsWrittenAsBefore() throws JsonProcessingException {
        assertThat(Json.mapper().writeValueAsString(run("{'methods': ['persd']}")))
                .isEqualTo(Json.mapper().writeValueAsString(run("{'method': 'persd'}")))
                .doesNotContain("opd", "methods");
    }

    @Test
    void theStudentMayBeItsOwnTeacherAndCostsNothing() throws JsonProcessingException {
        ObjectNode tree = (ObjectNode) Json.mapper().readTree(RUN);
        tree.put("method", "opd");
        tree.set("teacher", Json.mapper().readTree("{\"backend\": \"self\"}"));
        RunSpecification run = SpecificationReader.read(tree);

        assertThat(run.teacher().weights()).isEqualTo("base");
        assertThat(run.teacher().isFree()).isTrue();
        assertThat(run.teacher().budgetUsd()).isZero();
        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsString(run), RunSpecification.class))
                .isEqualTo(run);
    }

    /** A run's id is a hash of its specification. */
    @Test
    void theFormOfScoringIsWrittenIfItIsNotTheDefault() throws JsonProcessingException {
        assertThat(run("{'method': 'opd', 'teacher': {'scoreApi': 'vllm'}}")).isEqualTo(run("{'method': 'opd'}"));

        RunSpecification sglang = run("{'method': 'opd', 'teacher': {'scoreApi': 'sglang'}}");

        assertThat(sglang.teacher().scoresBySglang()).isTrue();
        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsString(sglang), RunSpecification.class))
                .isEqualTo(sglang);
    }

    @Test
    void aStudentOnSglangScoresAsItCameInTheFirstRoundOnly() throws JsonProcessingException {
        ObjectNode tree = (ObjectNode) Json.mapper().readTree(RUN);
        tree.put("method", "opd");
        tree.set("teacher", Json.mapper().readTree("{\"backend\": \"self\"}"));
        tree.set(
                "student",
                Json.mapper()
                        .readTree(
                                "{\"model\": \"m\", \"backend\": \"openai\", \"baseUrl\": \"http://s/v1\", \"rollout\": \"sglang\"}"));
        assertThat(SpecificationReader.read(tree).student().replacesWeights()).isTrue();

        tree.put("rounds", 2);

        assertThatThrownBy(() -> SpecificationReader.read(tree))
                .hasMessageContaining("teacher.weights: is base, but with student.rollout: sglang");
        ((ObjectNode) tree.path("teacher")).put("weights", "checkpoint");
        assertThat(SpecificationReader.read(tree).rounds()).isEqualTo(2);
    }

    /** Scored attempts are for the student that made them, so each round goes on from the last. */
    @Test
    void roundsOfOpdGoOnFromThePreviousCheckpoint() throws JsonProcessingException {
        assertThat(run("{'method': 'opd', 'rounds': 3}").training().fromBase()).isFalse();
        assertThat(run("{'methods': ['persd', 'opd'], 'rounds': 3}").training().fromBase())
                .isTrue();
    }

    @Test
    void theEstimatorsNeedOneTokenAPlace() throws JsonProcessingException {
        assertThat(run("{'method': 'opd', 'opd': {'loss': 'k3'}}").opd().topK()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'method': 'persd', 'opd': {}} | opd: is for the method opd: write method: opd, or methods: [persd, opd]",
                "{'method': 'opd', 'opd': {'on': 'passed'}} | opd.on: 'passed' is unknown; known: failed, all",
                "{'method': 'opd', 'opd': {'loss': 'k1', 'topK': 5}} | opd.topK: must be 1 for the loss k1",
                "{'method': 'opd', 'opd': {'topK': 21}} | opd.topK: must be from 1 to 20, is 21",
                "{'method': 'opd', 'opd': {'beta': 0.5}} | opd.beta: belongs to the loss jsd, not to reverse",
                "{'method': 'opd', 'opd': {'context': ['hints']}} | unknown context 'hints'; known: manual, feedback",
                "{'method': 'opd', 'training': {'soft': {}}} | training.soft: opd.loss and opd.beta say",
                "{'method': 'opd', 'training': {'validationFraction': 0.1}} | training.validationFraction: measures",
                "{'method': 'opd', 'practice': {'recorded': 'a.jsonl'}} | practice.recorded: recorded attempts are texts",
                "{'method': 'opd', 'teacher': {'logprobs': 5}} | teacher.logprobs: asks for log-probabilities of the teacher's",
                "{'method': 'opd', 'teacher': {'batch': {}}} | teacher.batch: scores are not requested in batches",
                "{'method': 'opd', 'teacher': {'backend': 'reference'}} | teacher.backend: is reference; the method opd needs",
                "{'method': 'persd', 'teacher': {'backend': 'self'}} | teacher.backend: self scores attempts and writes no answers",
                "{'methods': ['persd', 'opd'], 'teacher': {'backend': 'self'}} | teacher.backend: self scores attempts and writes no",
                "{'method': 'opd', 'teacher': {'backend': 'self'}, 'opd': {'context': ['refinement']}} | opd.context has the refinement",
                "{'method': 'opd', 'teacher': {'weights': 'base'}} | teacher.weights: is for the backend self",
                "{'method': 'opd', 'teacher': {'backend': 'self', 'weights': 'ema'}} | teacher.weights: 'ema' is unknown",
                "{'method': 'opd', 'teacher': {'scoreApi': 'tgi'}} | teacher.scoreApi: 'tgi' is unknown; known: vllm, sglang",
                "{'method': 'persd', 'teacher': {'backend': 'reference', 'scoreApi': 'sglang'}} | teacher.scoreApi: is for teachers",
                "{'methods': ['opd', 'persd']} | methods: are a method that corrects the student's failures, and then opd",
                "{'methods': ['rft', 'opd']} | methods: are a method that corrects the student's failures, and then opd",
                "{'method': 'inpd', 'methods': ['persd', 'opd']} | method: is inpd, and methods begin with persd",
                "{'methods': ['persd', 'opd'], 'opd': {'on': 'all'}} | opd.on: with methods, opd scores the attempts that persd",
                "{'methods': ['persd', 'opd'], 'opd': {'context': ['refinement']}} | opd.context: with methods, opd scores"
            })
    void settingsThatDoNotFitAreToldByName(String settings, String problem) {
        assertThatThrownBy(() -> run(settings))
                .isInstanceOf(InvalidSpecificationException.class)
                .hasMessageContaining(problem);
    }
}
