package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The strong model that corrects.
 *
 * @param backend {@code reference} (the task's own solution nearest to the attempt; costs nothing) or {@code openai}
 * @param baseUrl of the OpenAI-compatible server, up to and with its version: {@code http://localhost:9000/v1}
 * @param apiKeyEnv the environment variable that holds the key; the key itself is never written anywhere
 * @param budgetUsd the most that the run may spend
 * @param attempts how often the teacher may try at one failure
 * @param maxTokens the most tokens of an answer; with the prompt it bounds what a call can cost
 * @param timeoutSeconds for one request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TeacherSpecification(
        String backend,
        String baseUrl,
        String model,
        String apiKeyEnv,
        TokenPrices pricePerMillionTokens,
        Double budgetUsd,
        Integer requestsPerMinute,
        Integer concurrency,
        Integer attempts,
        Integer maxTokens,
        Integer timeoutSeconds) {

    public TeacherSpecification {
        Checks.required("teacher.backend", backend);
        Checks.oneOf("teacher.backend", backend, "reference", "openai");
        requestsPerMinute = requestsPerMinute == null ? 500 : requestsPerMinute;
        concurrency = concurrency == null ? 16 : concurrency;
        attempts = attempts == null ? 1 : attempts;
        maxTokens = maxTokens == null ? 1024 : maxTokens;
        timeoutSeconds = timeoutSeconds == null ? 60 : timeoutSeconds;
        Checks.atLeast("teacher.requestsPerMinute", requestsPerMinute, 1);
        Checks.atLeast("teacher.concurrency", concurrency, 1);
        Checks.atLeast("teacher.attempts", attempts, 1);
        Checks.atLeast("teacher.maxTokens", maxTokens, 1);
        Checks.atLeast("teacher.timeoutSeconds", timeoutSeconds, 1);
        if (backend.equals("reference")) {
            model = model == null ? "reference" : model;
            budgetUsd = budgetUsd == null ? 0.0 : budgetUsd;
            pricePerMillionTokens = new TokenPrices(0, 0);
        } else {
            Checks.required("teacher.baseUrl", baseUrl);
            Checks.required("teacher.model", model);
            Checks.required("teacher.budgetUsd", budgetUsd);
            Checks.required("teacher.pricePerMillionTokens", pricePerMillionTokens);
            Checks.atLeast("teacher.budgetUsd", budgetUsd, 0);
        }
    }
}
