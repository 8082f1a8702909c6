package dev.preceptor.cli.estimate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.TokenPrices;

/**
 * What the teacher will be asked, and cost.
 *
 * @param asked failed attempts, or tasks where the method teaches all
 * @param budgetUsd beyond which nothing is bought, whatever is estimated
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Estimate(
        String name,
        String method,
        String teacher,
        int asked,
        Column low,
        Column likely,
        Column greatest,
        double budgetUsd) {

    /** How often a teacher's answer fails the tests, where nothing is known; the paper's ChatGPT mended about half of what it was shown. */
    private static final double ANSWERS_THAT_FAIL = 0.5;

    private static final double FEWEST_FAILURES = 0.3;
    private static final double ASSUMED_FAILURES = 0.6;
    /** Around a measured rate. */
    private static final double MARGIN = 0.1;

    private static final double ASSUMED_ANSWER_TOKENS = 200;

    /** @param costUsd without regard to the budget, and to requests that a server fails: those count at their greatest cost, too */
    record Column(double failureRate, long calls, long promptTokens, long completionTokens, double costUsd) {

        private static Column of(
                double failureRate, double calls, double prompt, double completion, TokenPrices prices) {
            long count = Math.round(calls);
            long promptTokens = Math.round(count * prompt);
            long completionTokens = Math.round(count * completion);
            double cost = (prices.prompt() * promptTokens + prices.completion() * completionTokens) / 1_000_000;
            return new Column(failureRate, count, promptTokens, completionTokens, cost);
        }
    }

    /**
     * @param tasks how many there are to practise on
     * @param measured an earlier run's figures; null where there are none
     */
    static Estimate of(
            RunSpecification specification, int tasks, CallSizes sizes, Measured measured, Double failureRate) {
        boolean personalised = specification.method().personalised();
        int asked = personalised ? tasks * specification.practice().samples() * specification.rounds() : tasks;
        TokenPrices prices = specification.teacher().pricePerMillionTokens();
        int attempts = specification.teacher().attempts();
        double low = personalised ? FEWEST_FAILURES : 1;
        double likely = personalised ? ASSUMED_FAILURES : 1;
        Double known = failureRate != null ? failureRate : measured == null ? null : (Double) measured.failureRate();
        if (known != null && personalised) {
            low = Math.max(0, known - MARGIN);
            likely = known;
        }
        double prompt =
                measured == null || measured.promptTokens() == null ? sizes.promptTokens() : measured.promptTokens();
        double answer = measured != null && measured.completionTokens() != null
                ? measured.completionTokens()
                : sizes.answerTokens() == null ? ASSUMED_ANSWER_TOKENS : sizes.answerTokens();
        answer = Math.min(answer, specification.teacher().maxTokens());
        // A later try is told the one before it, so its prompt is longer by that answer.
        double retried = (1 - Math.pow(ANSWERS_THAT_FAIL, attempts)) / (1 - ANSWERS_THAT_FAIL);
        double longest = sizes.longestPromptTokens()
                + (attempts > 1 ? specification.teacher().maxTokens() : 0);
        return new Estimate(
                specification.name(),
                specification.method().label(),
                specification.teacher().model(),
                asked,
                Column.of(low, asked * low, prompt, answer, prices),
                Column.of(likely, asked * likely * retried, prompt + (retried - 1) / retried * answer, answer, prices),
                Column.of(
                        1,
                        (double) asked * attempts,
                        longest,
                        specification.teacher().maxTokens(),
                        prices),
                specification.teacher().budgetUsd());
    }
}
