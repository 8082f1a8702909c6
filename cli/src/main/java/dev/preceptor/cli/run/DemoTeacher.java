package dev.preceptor.cli.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.specification.PriceList;
import dev.preceptor.contracts.specification.TokenPrices;
import java.util.Map;
import java.util.Optional;

/** The demo's teacher, from environment variables. */
final class DemoTeacher {

    private static final String KEY = "OPENAI_API_KEY";
    private static final String DEFAULT_MODEL = "gpt-4o-mini";
    private static final double DEFAULT_BUDGET = 1.00;

    private DemoTeacher() {}

    /**
     * Returns the specification's {@code teacher} section for an LLM; empty if no API key is set.
     *
     * @param context the text in front of every prompt; null: none
     * @throws CommandException if a model other than the default is named without its prices, which the budget
     *     requires, or an amount is not a number
     */
    static Optional<ObjectNode> of(Map<String, String> environment, String context) {
        if (value(environment, KEY).isEmpty()) {
            return Optional.empty();
        }
        String model = value(environment, "OPENAI_MODEL").orElse(DEFAULT_MODEL);
        TokenPrices known = model.equals(DEFAULT_MODEL) ? PriceList.builtIn().require(model) : null;
        ObjectNode teacher = JsonNodeFactory.instance.objectNode();
        teacher.put("backend", "openai");
        teacher.put("baseUrl", value(environment, "OPENAI_BASE_URL").orElse("https://api.openai.com/v1"));
        teacher.put("model", model);
        teacher.put("apiKeyEnv", KEY);
        if (context != null) {
            teacher.put("context", context);
        }
        teacher.put("budgetUsd", amount(environment, "OPENAI_BUDGET_USD", DEFAULT_BUDGET));
        ObjectNode prices = teacher.putObject("pricePerMillionTokens");
        prices.put("prompt", amount(environment, "OPENAI_PRICE_PROMPT", known == null ? null : known.prompt()));
        prices.put(
                "completion",
                amount(environment, "OPENAI_PRICE_COMPLETION", known == null ? null : known.completion()));
        return Optional.of(teacher);
    }

    private static double amount(Map<String, String> environment, String name, Double otherwise) {
        Optional<String> text = value(environment, name);
        if (text.isEmpty()) {
            if (otherwise == null) {
                throw CommandException.badInput(name + " is not set: the price of OPENAI_MODEL in US dollars per"
                        + " million tokens, which the budget requires");
            }
            return otherwise;
        }
        try {
            double amount = Double.parseDouble(text.get());
            if (amount >= 0 && Double.isFinite(amount)) {
                return amount;
            }
        } catch (NumberFormatException e) {
            throw CommandException.badInput(name + "='" + text.get() + "' is not an amount in US dollars", e);
        }
        throw CommandException.badInput(name + "='" + text.get() + "' is not an amount in US dollars");
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
