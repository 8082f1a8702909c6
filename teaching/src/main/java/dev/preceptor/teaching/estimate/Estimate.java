package dev.preceptor.teaching.estimate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TokenPrices;

/**
 * An estimate of the teacher's calls, tokens and cost in a run.
 *
 * @param asked the maximum number of failed attempts to teach, or the number of tasks if the method teaches all; 0 if the method asks
 *     no teacher
 * @param budgetUsd the run's budget in US dollars, which the run never exceeds, whatever the estimate
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Estimate(
        String name,
        String method,
        String teacher,
        int asked,
        Column low,
        Column likely,
        Column greatest,
        double budgetUsd) {

    /** The assumed share of teacher answers that fail the tests. ChatGPT in the paper repaired about half of the attempts. */
    private static final double ANSWERS_THAT_FAIL = 0.5;

    private static final double FEWEST_FAILURES = 0.3;
    private static final double ASSUMED_FAILURES = 0.6;
    /** The margin below a measured failure rate, for the low estimate. */
    private static final double MARGIN = 0.1;

    private static final double ASSUMED_ANSWER_TOKENS = 200;
    private static final Column NOTHING = new Column(0, 0, 0, 0, 0);

    /**
     * One column of the estimate.
     *
     * @param costUsd in US dollars, without the budget's limit and without failed requests, which a run counts at their
     *     maximum cost
     */
    public record Column(double failureRate, long calls, long promptTokens, long completionTokens, double costUsd) {

        private static Column of(
                double failureRate, double calls, double prompt, double completion, TokenPrices prices) {
            long count = Math.round(calls);
            long promptTokens = Math.round(count * prompt);
            long completionTokens = Math.round(count * completion);
            double cost = (prices.prompt() * promptTokens + prices.completion() * completionTokens) / 1_000_000;
            return new Column(failureRate, count, promptTokens, completionTokens, cost);
        }
    }

    /** The assumed share of the failures that the teacher turns into lessons, with all its attempts. */
    public static double taughtShare(TeacherSpecification teacher) {
        return teacher.callsServer() ? 1 - Math.pow(ANSWERS_THAT_FAIL, teacher.attempts()) : 1;
    }

    /** The estimate of a run whose method asks no teacher. */
    private static Estimate ofNothing(RunSpecification specification) {
        return new Estimate(
                specification.name(),
                specification.method().label(),
                TeacherSpecification.NONE.model(),
                0,
                NOTHING,
                NOTHING,
                NOTHING,
                0);
    }

    /**
     * @param tasks the number of practice tasks
     * @param measured the figures of an earlier run; may be null
     * @param failureRate the share of attempts that fail, from 0 to 1; null if it is not known
     */
    public static Estimate of(
            RunSpecification specification, int tasks, CallSizes sizes, Measured measured, Double failureRate) {
        if (!specification.method().asksTeacher()) {
            return ofNothing(specification);
        }
        boolean personalised = specification.method().personalised();
        int asked = attempts(specification, tasks);
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
        // The prompt of a retry contains the answer before it.
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

    /**
     * How many attempts the student makes in all rounds at most; if it makes none, the number of tasks.
     *
     * @param tasks the number of practice tasks
     */
    public static int attempts(RunSpecification specification, int tasks) {
        return specification.method().attempts()
                ? practised(tasks, specification) * specification.practice().samples()
                : tasks;
    }

    /** How many tasks all rounds together practise at most. */
    private static int practised(int tasks, RunSpecification specification) {
        Integer fresh = specification.practice().tasksPerRound();
        return fresh == null
                ? tasks * specification.rounds()
                : (int) Math.min(tasks, (long) fresh * specification.rounds());
    }
}
