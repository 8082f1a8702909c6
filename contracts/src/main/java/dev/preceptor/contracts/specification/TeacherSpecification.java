package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * The strong model that corrects.
 *
 * @param backend {@code reference} (the task's own solution nearest to the attempt; costs nothing), {@code openai} (chat
 *     completions) or {@code anthropic} (messages)
 * @param baseUrl of the server, up to and with its version: {@code http://localhost:9000/v1}
 * @param apiKeyEnv the environment variable that holds the key; the key itself is never written anywhere
 * @param pricePerMillionTokens by default the model's in {@link PriceList#builtIn()}
 * @param budgetUsd the most that the run may spend, or all runs of its purse together
 * @param purse runs that name the same one share the greatest of their budgets, and the answers that were paid for; null:
 *     the run has its own
 * @param requestsPerMinute to the endpoint, by all replicas and runs together
 * @param tokensPerMinute the same, a prompt counted at a quarter of its bytes and an answer at maxTokens; null: no limit
 * @param concurrency requests at once, of one replica
 * @param attempts how often the teacher may try at one failure
 * @param maxTokens the most tokens of an answer; with the prompt it bounds what a call can cost
 * @param timeoutSeconds for one request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record TeacherSpecification(
        String backend,
        String baseUrl,
        String model,
        String apiKeyEnv,
        TokenPrices pricePerMillionTokens,
        Double budgetUsd,
        String purse,
        Integer requestsPerMinute,
        Integer tokensPerMinute,
        Integer concurrency,
        Integer attempts,
        Integer maxTokens,
        Integer timeoutSeconds)
        implements TeacherSpecificationBuilder.With {

    private static final String ANTHROPIC_URL = "https://api.anthropic.com/v1";

    public TeacherSpecification {
        Checks.required("teacher.backend", backend);
        Checks.oneOf("teacher.backend", backend, "reference", "openai", "anthropic");
        requestsPerMinute = requestsPerMinute == null ? 500 : requestsPerMinute;
        concurrency = concurrency == null ? 16 : concurrency;
        attempts = attempts == null ? 1 : attempts;
        maxTokens = maxTokens == null ? 1024 : maxTokens;
        timeoutSeconds = timeoutSeconds == null ? 60 : timeoutSeconds;
        Checks.atLeast("teacher.requestsPerMinute", requestsPerMinute, 1);
        Checks.atLeast("teacher.tokensPerMinute", tokensPerMinute == null ? 1 : tokensPerMinute, 1);
        Checks.atLeast("teacher.concurrency", concurrency, 1);
        Checks.atLeast("teacher.attempts", attempts, 1);
        Checks.atLeast("teacher.maxTokens", maxTokens, 1);
        Checks.atLeast("teacher.timeoutSeconds", timeoutSeconds, 1);
        if (purse != null && !purse.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,79}")) {
            throw new InvalidSpecificationException(
                    "teacher.purse", "'" + purse + "' is not 1 to 80 letters, digits, dots, dashes and underscores");
        }
        if (backend.equals("reference")) {
            model = model == null ? "reference" : model;
            budgetUsd = budgetUsd == null ? 0.0 : budgetUsd;
            pricePerMillionTokens = TokenPrices.FREE;
        } else {
            if (backend.equals("anthropic")) {
                baseUrl = baseUrl == null ? ANTHROPIC_URL : baseUrl;
                Checks.required("teacher.apiKeyEnv", apiKeyEnv);
            }
            Checks.required("teacher.baseUrl", baseUrl);
            Checks.required("teacher.model", model);
            Checks.required("teacher.budgetUsd", budgetUsd);
            Checks.atLeast("teacher.budgetUsd", budgetUsd, 0);
            pricePerMillionTokens =
                    pricePerMillionTokens == null ? PriceList.builtIn().require(model) : pricePerMillionTokens;
        }
    }

    /** The same teacher for another budget. */
    public TeacherSpecification withBudget(double usd) {
        return withBudgetUsd(usd);
    }

    /**
     * The same teacher, reached and paid as another one is: only what determines no answer is taken from that one, which is its
     * address, key, prices, rates, concurrency and time limit.
     */
    public TeacherSpecification onTermsOf(TeacherSpecification other) {
        return with(teacher -> teacher.baseUrl(other.baseUrl())
                .apiKeyEnv(other.apiKeyEnv())
                .pricePerMillionTokens(other.pricePerMillionTokens())
                .requestsPerMinute(other.requestsPerMinute())
                .tokensPerMinute(other.tokensPerMinute())
                .concurrency(other.concurrency())
                .timeoutSeconds(other.timeoutSeconds()));
    }

    /** The same teacher for the runs of a purse. */
    public TeacherSpecification inPurse(String name) {
        return withPurse(name);
    }

    /** The purse of a run with this teacher. */
    public String purseOf(String runId) {
        return purse == null ? runId : purse;
    }
}
