package dev.preceptor.teaching.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.BatchSpecification;
import dev.preceptor.contracts.specification.PracticeSpecification;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimateTest {

    private static final CallSizes SIZES = new CallSizes(100, 500, 50.0);

    @Test
    void aKnownFailureRateDecidesHowManyCallsAreLikely() throws Exception {
        Estimate estimate = Estimate.of(specification("persd", 1, 1), 200, SIZES, null, 0.4);

        assertThat(estimate.asked()).isEqualTo(200);
        assertThat(estimate.likely().calls()).isEqualTo(80);
        assertThat(estimate.likely().promptTokens()).isEqualTo(8000);
        assertThat(estimate.likely().completionTokens()).isEqualTo(4000);
        // 8,000 tokens at 1 dollar and 4,000 at 2 dollars a million.
        assertThat(estimate.likely().costUsd()).isCloseTo(0.016, within(1e-12));
        assertThat(estimate.low().calls()).isEqualTo(60);
    }

    @Test
    void theGreatestIsEveryAttemptFailingAndEveryAnswerAsLongAsItMayBe() throws Exception {
        Estimate estimate = Estimate.of(specification("persd", 2, 3), 10, SIZES, null, 0.4);

        // 10 tasks x 2 rounds x 3 attempts; each prompt the longest and the answer before it, 1,000 tokens.
        assertThat(estimate.greatest().calls()).isEqualTo(60);
        assertThat(estimate.greatest().promptTokens()).isEqualTo(60 * 1500);
        assertThat(estimate.greatest().completionTokens()).isEqualTo(60 * 1000);
    }

    @Test
    void whoTeachesAllTasksDoesNotAskHowManyFail() throws Exception {
        Estimate estimate = Estimate.of(specification("stand", 2, 1), 10, SIZES, null, 0.1);

        assertThat(estimate.low().calls()).isEqualTo(10);
        assertThat(estimate.likely().calls()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rft", "ssd"})
    void aMethodThatAsksNoTeacherCostsNothing(String method) throws Exception {
        RunSpecification specification = specification(method, 2, 3);
        CallSizes sizes = CallSizes.of(
                List.of(TaskBuilder.builder()
                        .id("t")
                        .prompt("Write f.")
                        .promptKind(PromptKind.INSTRUCTION)
                        .entryPoint("f")
                        .tests(List.of("assert f()"))
                        .build()),
                specification,
                TokenCount.byBytes());

        Estimate estimate = Estimate.of(specification, 10, sizes, null, 0.4);

        assertThat(estimate.asked()).isZero();
        assertThat(estimate.teacher()).isEqualTo("none");
        assertThat(List.of(estimate.low(), estimate.likely(), estimate.greatest()))
                .allSatisfy(column -> {
                    assertThat(column.calls()).isZero();
                    assertThat(column.costUsd()).isZero();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // Half the price, also at worst: a batch that does not answer is followed by another one.
                "{}; 0.5; 0.5",
                "{\"priceFactor\": 0.25}; 0.25; 0.25",
                // What no batch answers costs the live price.
                "{\"then\": \"live\"}; 0.5; 1"
            })
    void aTeacherThatIsAskedInBatchesCountsAtTheirPrice(String batch, double likelyPart, double greatestPart)
            throws Exception {
        Estimate live = Estimate.of(specification("persd", 1, 2), 100, SIZES, null, 0.4);

        Estimate estimate = Estimate.of(batched(batch), 100, SIZES, null, 0.4);

        assertThat(estimate.likely().calls()).isEqualTo(live.likely().calls());
        assertThat(estimate.low().costUsd()).isCloseTo(likelyPart * live.low().costUsd(), within(1e-12));
        assertThat(estimate.likely().costUsd())
                .isCloseTo(likelyPart * live.likely().costUsd(), within(1e-12));
        assertThat(estimate.greatest().costUsd())
                .isCloseTo(greatestPart * live.greatest().costUsd(), within(1e-12));
    }

    @Test
    void pricesOfABatchThatAreGivenAreCounted() throws Exception {
        Estimate estimate = Estimate.of(
                batched("{\"pricePerMillionTokens\": {\"prompt\": 0.3, \"completion\": 0.7}}"), 200, SIZES, null, 0.4);

        // 80 failures and, as half of the answers fail, 40 second attempts; two thirds quote no answer and a third
        // does, of 50 tokens.
        assertThat(estimate.likely().calls()).isEqualTo(120);
        double prompts = 120 * 100 + 40 * 50;
        assertThat(estimate.likely().costUsd()).isCloseTo((prompts * 0.3 + 120 * 50 * 0.7) / 1e6, within(1e-12));
    }

    /** The specification of two attempts with batches. */
    private static RunSpecification batched(String batch) throws Exception {
        RunSpecification live = specification("persd", 1, 2);
        BatchSpecification settings = Json.mapper().readValue(batch, BatchSpecification.class);
        return live.withTeacher(live.teacher().withBatch(settings));
    }

    @Test
    void whatAnEarlierRunMeasuredIsGoneBy() throws Exception {
        Estimate estimate = Estimate.of(
                specification("persd", 1, 1),
                100,
                SIZES,
                new Measured(0.5, new Measured.Calls(10, 0, 3000, 700)),
                null);

        assertThat(estimate.likely().calls()).isEqualTo(50);
        assertThat(estimate.likely().promptTokens()).isEqualTo(15_000);
        assertThat(estimate.likely().completionTokens()).isEqualTo(3_500);
    }

    @Test
    void roundsOfFreshTasksPractiseEachTaskOnce() throws Exception {
        RunSpecification rounds = specification("persd", 3, 1);
        RunSpecification fresh = rounds.withPractice(new PracticeSpecification(null, null, null, null, null, 4));

        assertThat(Estimate.of(rounds, 10, SIZES, null, 1.0).greatest().calls()).isEqualTo(30);
        assertThat(Estimate.of(fresh, 100, SIZES, null, 1.0).greatest().calls()).isEqualTo(12);
        assertThat(Estimate.of(fresh, 10, SIZES, null, 1.0).greatest().calls()).isEqualTo(10);
    }

    @Test
    void eachTeacherIsLikelyAskedAboutWhatTheOneBeforeItLeaves() throws Exception {
        Estimate estimate = Estimate.of(ladderRun(), 100, SIZES, null, 0.8);

        assertThat(estimate.teacher()).isEqualTo("student -> small -> large -> reference");
        assertThat(estimate.rungs())
                .extracting(RungEstimate::name, rung -> rung.likely().calls(), rung -> rung.greatest()
                        .calls())
                .containsExactly(
                        // 80 failures. The student mends a tenth; of the 72, the small model mends half with each of
                        // two attempts.
                        tuple("student", 80L, 100L),
                        tuple("small", 108L, 200L),
                        tuple("large", 18L, 100L),
                        tuple("reference", 9L, 100L));
        RungEstimate large = estimate.rungs().get(2);
        // Each prompt of a later rung quotes the answer before it: 150 tokens, and 50 for the answer, at ten and twenty
        // dollars a million.
        assertThat(large.likely().costUsd()).isCloseTo(18 * (150 * 10 + 50 * 20) / 1e6, within(1e-12));
        assertThat(large.budgetUsd()).isEqualTo(0.5);
        assertThat(estimate.likely().costUsd())
                .isCloseTo(
                        estimate.rungs().stream()
                                .mapToDouble(rung -> rung.likely().costUsd())
                                .sum(),
                        within(1e-12));
        assertThat(estimate.low().costUsd()).isLessThan(estimate.likely().costUsd());
    }

    @Test
    void rulesCostNothingAndAreNotCountedOn() throws Exception {
        JsonNode tree = Json.mapper()
                .readTree(
                        """
                        {"student": {"model": "m"}, "tasks": {"practice": "p", "exam": "e"}, "method": "persd",
                         "teacher": {"backend": "openai", "baseUrl": "http://localhost/v1", "model": "t", "budgetUsd": 1,
                                     "maxTokens": 1000, "attempts": 2, "mend": true,
                                     "pricePerMillionTokens": {"prompt": 1, "completion": 2}}}""");

        Estimate mending = Estimate.of(SpecificationReader.read(tree), 100, SIZES, null, 0.4);
        Estimate alone = Estimate.of(specification("persd", 1, 2), 100, SIZES, null, 0.4);

        assertThat(mending.rungs()).extracting(RungEstimate::name).containsExactly("rule", "t");
        assertThat(mending.rungs().get(0).greatest().costUsd()).isZero();
        assertThat(mending.rungs().get(1).likely()).isEqualTo(alone.likely());
        assertThat(mending.rungs().get(1).low()).isEqualTo(alone.low());
        assertThat(mending.greatest().costUsd()).isEqualTo(alone.greatest().costUsd());
    }

    @Test
    void whatTheTeachersTeachTogetherIsMoreThanEachAlone() throws Exception {
        assertThat(Estimate.taughtShare(ladderRun().ladder())).isEqualTo(1);
        assertThat(Estimate.taughtShare(specification("persd", 1, 2).ladder())).isEqualTo(0.75);
    }

    private static RunSpecification ladderRun() throws Exception {
        String model =
                """
                {"backend": "openai", "baseUrl": "http://localhost/v1", "model": "%s", "maxTokens": 1000, "attempts": %d,
                 "pricePerMillionTokens": {"prompt": %d, "completion": %d}}""";
        JsonNode tree = Json.mapper()
                .readTree(
                        """
                        {"student": {"model": "m"}, "tasks": {"practice": "p", "exam": "e"}, "method": "persd", "budgetUsd": 1,
                         "teachers": [{"backend": "student"}, %s, %s, {"backend": "reference"}]}"""
                                .formatted(
                                        model.formatted("small", 2, 1, 2),
                                        model.formatted("large", 1, 10, 20)
                                                .replace("\"attempts\"", "\"budgetUsd\": 0.5, \"attempts\"")));
        return SpecificationReader.read(tree);
    }

    @Test
    void scoresCostTheirPromptAndOneToken() throws Exception {
        CallSizes sizes = new CallSizes(100, 500, 50.0, new ScoreSizes(200, 900));

        Estimate alone = Estimate.of(specification("opd", 1, 1), 100, sizes, null, 0.4);

        // 40 scores of 200 tokens at a dollar a million, and a token each at two; at worst 100 of 900 tokens.
        assertThat(alone.likely().calls()).isEqualTo(40);
        assertThat(alone.likely().costUsd()).isCloseTo(40 * (200 + 2) * 1e-6, within(1e-12));
        assertThat(alone.greatest().costUsd()).isCloseTo(100 * (900 + 2) * 1e-6, within(1e-12));
        assertThat(alone.rungs()).isEmpty();
    }

    @Test
    void theScoresOfAnEarlierRunTellTheSizeOfTheirPrompts() throws Exception {
        CallSizes sizes = new CallSizes(100, 500, 50.0, new ScoreSizes(200, 900));
        Measured earlier = new Measured(0.4, new Measured.Calls(0, 10, 2500, 10));

        Estimate estimate = Estimate.of(specification("opd", 1, 1), 100, sizes, earlier, null);

        // 40 scores of 250 tokens.
        assertThat(estimate.likely().costUsd()).isCloseTo(40 * (250 + 2) * 1e-6, within(1e-12));
    }

    @Test
    void answersAndScoresOfAnEarlierRunAreTakenApart() throws Exception {
        CallSizes sizes = new CallSizes(100, 500, 50.0, new ScoreSizes(200, 900));
        ObjectNode tree = Json.mapper().valueToTree(specification("persd", 1, 1));
        tree.putArray("methods").add("persd").add("opd");
        // 20 answers and 10 scores: counted as 20 * 100 + 10 * 200 tokens, measured as half as many again.
        Measured earlier = new Measured(0.4, new Measured.Calls(20, 10, 6000, 20 * 70 + 10));

        Estimate estimate = Estimate.of(SpecificationReader.read(tree), 100, sizes, earlier, null);

        assertThat(estimate.rungs())
                .extracting(rung -> rung.likely().costUsd())
                .satisfiesExactly(
                        answers -> assertThat(answers).isCloseTo(40 * (150 + 2 * 70) * 1e-6, within(1e-12)),
                        scores -> assertThat(scores).isCloseTo(20 * (300 + 2) * 1e-6, within(1e-12)));
    }

    @Test
    void afterAnotherMethodScoresAreEstimatedForWhatItLeavesUntaught() throws Exception {
        CallSizes sizes = new CallSizes(100, 500, 50.0, new ScoreSizes(200, 900));
        ObjectNode tree = Json.mapper().valueToTree(specification("persd", 1, 1));
        tree.putArray("methods").add("persd").add("opd");

        Estimate estimate = Estimate.of(SpecificationReader.read(tree), 100, sizes, null, 0.4);

        // Half of 40 answers fail.
        assertThat(estimate.rungs())
                .extracting(RungEstimate::name, rung -> rung.likely().calls())
                .containsExactly(tuple("answers", 40L), tuple("scores", 20L));
        assertThat(estimate.likely().calls()).isEqualTo(60);
        assertThat(estimate.method()).isEqualTo("persd + opd");
    }

    private static RunSpecification specification(String method, int rounds, int attempts) throws Exception {
        JsonNode tree = Json.mapper()
                .readTree(
                        """
                        {"student": {"model": "m"}, "tasks": {"practice": "p", "exam": "e"}, "method": "%s", "rounds": %d,
                         "teacher": {"backend": "openai", "baseUrl": "http://localhost/v1", "model": "t", "budgetUsd": 1,
                                     "maxTokens": 1000, "attempts": %d,
                                     "pricePerMillionTokens": {"prompt": 1, "completion": 2}}}"""
                                .formatted(method, rounds, attempts));
        return SpecificationReader.read(tree);
    }
}
