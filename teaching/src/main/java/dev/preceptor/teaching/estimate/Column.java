package dev.preceptor.teaching.estimate;

import dev.preceptor.contracts.specification.TokenPrices;
import java.util.List;

/**
 * One column of an estimate.
 *
 * @param failureRate the share of the attempts that fail or, of a rung of the ladder, about which it is asked
 * @param costUsd in US dollars, without the budget's limit and without failed requests, which a run counts at their maximum cost
 */
public record Column(double failureRate, long calls, long promptTokens, long completionTokens, double costUsd) {

    static final Column NOTHING = new Column(0, 0, 0, 0, 0);

    /**
     * @param prompt the mean number of prompt tokens of a call
     * @param completion the mean number of tokens of an answer
     */
    static Column of(double failureRate, double calls, double prompt, double completion, TokenPrices prices) {
        long count = Math.round(calls);
        long promptTokens = Math.round(count * prompt);
        long completionTokens = Math.round(count * completion);
        double cost = (prices.prompt() * promptTokens + prices.completion() * completionTokens) / 1_000_000;
        return new Column(failureRate, count, promptTokens, completionTokens, cost);
    }

    static Column sum(double failureRate, List<Column> columns) {
        return new Column(
                failureRate,
                columns.stream().mapToLong(Column::calls).sum(),
                columns.stream().mapToLong(Column::promptTokens).sum(),
                columns.stream().mapToLong(Column::completionTokens).sum(),
                columns.stream().mapToDouble(Column::costUsd).sum());
    }
}
