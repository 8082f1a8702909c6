package dev.preceptor.teaching.estimate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TokenPrices;
import java.util.ArrayList;
import java.util.List;

/**
 * The part of an {@link Estimate} that one teacher, a rung of the ladder, has. The low estimate assumes that each first answer of a
 * teacher passes, and half of the student's corrections; the greatest one that no answer passes.
 *
 * @param name the name of the rung; null if there is one teacher
 * @param budgetUsd the rung's own budget; null if it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RungEstimate(String name, String model, Column low, Column likely, Column greatest, Double budgetUsd) {

    /** The assumed share of a model's answers that fail the tests. ChatGPT in the paper repaired about half of the attempts. */
    private static final double ANSWERS_THAT_FAIL = 0.5;

    /** The assumed share of the student's corrections of its own attempts that fail the tests: nearly all of a small model's do. */
    private static final double CORRECTIONS_THAT_FAIL = 0.9;

    private static final double ASSUMED_ANSWER_TOKENS = 200;

    /** The same under another name. */
    RungEstimate named(String other) {
        return new RungEstimate(other, model, low, likely, greatest, budgetUsd);
    }

    /** The assumed share of the failures that a rung leaves untaught, with all its attempts. */
    static double untaughtShare(TeacherSpecification rung) {
        return Math.pow(failShare(rung), rung.attempts());
    }

    private static double failShare(TeacherSpecification rung) {
        if (rung.isRule()) {
            // Rules mend few failures; the estimate counts on none.
            return 1;
        }
        return rung.callsServer() ? ANSWERS_THAT_FAIL : rung.isStudent() ? CORRECTIONS_THAT_FAIL : 0;
    }

    /**
     * The estimates of a run's rungs, in their order.
     *
     * @param asked the maximum number of failures to teach
     * @param low the low share of the attempts that fail
     * @param likely the likely one
     */
    static List<RungEstimate> of(
            RunSpecification specification, CallSizes sizes, int asked, double low, double likely) {
        List<RungEstimate> estimates = new ArrayList<>();
        TeacherSpecification before = null;
        double lowShare = low;
        double likelyShare = likely;
        for (TeacherSpecification rung : specification.ladder().rungs()) {
            estimates.add(of(rung, before, sizes, asked, lowShare, likelyShare));
            if (!rung.isRule()) {
                lowShare *= rung.isStudent() ? ANSWERS_THAT_FAIL : 0;
                likelyShare *= untaughtShare(rung);
                before = rung;
            }
        }
        return List.copyOf(estimates);
    }

    /**
     * The estimate of the scores of a run ({@code opd}), under the name {@code scores}.
     *
     * @param asked the maximum number of attempts
     * @param low the low share of the attempts that are scored
     * @param likely the likely one
     */
    static RungEstimate ofScores(
            RunSpecification specification, ScoreSizes sizes, int asked, double low, double likely) {
        List<TeacherSpecification> rungs = specification.ladder().rungs();
        TeacherSpecification scorer = rungs.get(rungs.size() - 1);
        TokenPrices prices = scorer.pricePerMillionTokens();
        return new RungEstimate(
                "scores",
                scorer.model(),
                Column.of(low, asked * low, sizes.promptTokens(), 1, prices),
                Column.of(likely, asked * likely, sizes.promptTokens(), 1, prices),
                Column.of(1, asked, sizes.longestPromptTokens(), 1, prices),
                null);
    }

    private static RungEstimate of(
            TeacherSpecification rung,
            TeacherSpecification before,
            CallSizes sizes,
            int asked,
            double low,
            double likely) {
        TokenPrices prices = rung.pricesPaid();
        // At worst no batch answers, and every request is sent by itself.
        boolean mayBeLive = rung.batch() == null || rung.batch().thenLive();
        TokenPrices worst = mayBeLive ? rung.pricePerMillionTokens() : prices;
        double answer =
                Math.min(sizes.answerTokens() == null ? ASSUMED_ANSWER_TOKENS : sizes.answerTokens(), rung.maxTokens());
        double retried = rung.isRule() ? 1 : (1 - untaughtShare(rung)) / (1 - failShare(rung));
        // The prompt of a retry contains the answer before it, as do all prompts of a later rung.
        double quoted = before == null ? (retried - 1) / retried : 1;
        int longestQuoted =
                Math.max(before == null ? 0 : before.maxTokens(), rung.attempts() > 1 ? rung.maxTokens() : 0);
        double firstPrompt = sizes.promptTokens() + (before == null ? 0 : answer);
        return new RungEstimate(
                rung.name(),
                rung.model(),
                Column.of(low, asked * low, firstPrompt, answer, prices),
                Column.of(likely, asked * likely * retried, sizes.promptTokens() + quoted * answer, answer, prices),
                Column.of(
                        1,
                        (double) asked * rung.attempts(),
                        sizes.longestPromptTokens() + longestQuoted,
                        rung.maxTokens(),
                        worst),
                rung.callsServer() ? rung.budgetUsd() : null);
    }
}
