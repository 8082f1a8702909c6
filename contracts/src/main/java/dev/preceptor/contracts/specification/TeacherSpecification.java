package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.charset.StandardCharsets;

/**
 * A teacher: what corrects the student. It is a stronger model or, on a {@link Ladder}, one of several rungs.
 *
 * @param backend {@code reference} (the task's own solution nearest to the attempt; costs nothing), {@code openai}
 *     (chat completions), {@code anthropic} (messages), {@code student} (the student corrects its own attempt; costs nothing), {@code rule}
 *     (mends mechanical mistakes by rules, as the first rung; costs nothing), {@code self} (the student itself scores its attempts; costs
 *     nothing), or {@code none} for methods that ask no teacher
 * @param baseUrl the server's URL including the version: {@code http://localhost:9000/v1}
 * @param apiKeyEnv the environment variable that holds the key; the key itself is never written anywhere
 * @param pricePerMillionTokens the prices; by default the model's prices in {@link PriceList#builtIn()}
 * @param budgetUsd the maximum cost in US dollars of the run, or of all runs of its purse together; of a rung, the maximum cost of this
 *     rung. Null: the rung has no limit of its own
 * @param purse runs with the same purse share the greatest of their budgets and the paid answers; null: the run has its
 *     own purse
 * @param requestsPerMinute the request rate limit of the endpoint, for all replicas and runs together
 * @param tokensPerMinute the token rate limit of the endpoint; a prompt counts a quarter of its bytes, an answer
 *     {@code maxTokens}. Null: no limit
 * @param concurrency the maximum number of concurrent requests per replica
 * @param attempts the maximum number of the teacher's attempts per failure
 * @param maxTokens the maximum number of tokens of an answer; with the prompt's size it bounds the cost of a call
 * @param timeoutSeconds the timeout of one request, in seconds
 * @param context a text in front of every prompt to the teacher, such as the manual of a library; the student never gets it. Null: none
 * @param name the name of a rung, unique on its ladder; null for the only teacher of a run
 * @param batch how requests are put into batches; null: each request is sent by itself
 * @param logprobs the number of log-probabilities that are asked for at each token of an answer, for {@code training.soft}: 1 to 20. Null
 *     or 0: none
 * @param weights of the backend {@code self}: {@code base}: the student as it came; {@code checkpoint}: the weights that made the attempt. Null
 *     for other backends
 * @param scoreApi how the server is asked for log-probabilities of the student's attempts: {@code sglang} ({@code /generate}); null: as
 *     vLLM is ({@code prompt_logprobs})
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
        Integer timeoutSeconds,
        String context,
        String name,
        BatchSpecification batch,
        Integer logprobs,
        String weights,
        String scoreApi)
        implements TeacherSpecificationBuilder.With {

    /** It travels in each event of a failed attempt. */
    public static final int MOST_CONTEXT_BYTES = 128 * 1024;

    /** The greatest length of a rung's name, in characters. */
    static final int MOST_NAME = 80;

    /** What the chat completions of OpenAI and of vLLM allow. */
    private static final int MOST_LOGPROBS = 20;

    /** The teacher of a run whose method asks none. */
    public static final TeacherSpecification NONE =
            TeacherSpecificationBuilder.builder().backend("none").build();

    private static final String STUDENT = "student";
    private static final String RULE = "rule";
    private static final String SELF = "self";
    private static final String VLLM = "vllm";
    private static final String SGLANG = "sglang";
    private static final String CHECKPOINT = "checkpoint";
    private static final String REFERENCE = "reference";
    private static final String ANTHROPIC_URL = "https://api.anthropic.com/v1";

    public TeacherSpecification {
        Checks.required("teacher.backend", backend);
        Checks.oneOf("teacher.backend", backend, "reference", "openai", "anthropic", STUDENT, RULE, SELF, "none");
        if (backend.equals(SELF)) {
            weights = Checks.oneOf("teacher.weights", weights == null ? "base" : weights, "base", CHECKPOINT);
        } else if (weights != null) {
            throw new InvalidSpecificationException(
                    "teacher.weights", "is for the backend self, in which the student scores its own attempts");
        }
        scoreApi = checkedScoreApi(scoreApi, backend);
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
        context = context == null || context.isBlank() ? null : context;
        if (context != null && context.getBytes(StandardCharsets.UTF_8).length > MOST_CONTEXT_BYTES) {
            throw new InvalidSpecificationException(
                    "teacher.context", "is longer than " + MOST_CONTEXT_BYTES / 1024 + " KiB; shorten the text");
        }
        if (purse != null && !purse.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,79}")) {
            throw new InvalidSpecificationException(
                    "teacher.purse", "'" + purse + "' is not 1 to 80 letters, digits, dots, dashes and underscores");
        }
        if (name != null && (name.isBlank() || name.length() > MOST_NAME)) {
            throw new InvalidSpecificationException("teacher.name", "is not 1 to " + MOST_NAME + " characters");
        }
        logprobs = logprobs == null || logprobs == 0 ? null : logprobs;
        if (logprobs != null) {
            requireLogprobs(backend, batch, logprobs);
        }
        if (!callsServer(backend)) {
            model = model == null ? backend : model;
            budgetUsd = budgetUsd == null ? 0.0 : budgetUsd;
            if (batch != null) {
                throw new InvalidSpecificationException("teacher.batch", "is for the backends openai and anthropic");
            }
            pricePerMillionTokens = TokenPrices.FREE;
        } else {
            if (backend.equals("anthropic")) {
                baseUrl = baseUrl == null ? ANTHROPIC_URL : baseUrl;
                Checks.required("teacher.apiKeyEnv", apiKeyEnv);
            }
            Checks.required("teacher.baseUrl", baseUrl);
            Checks.required("teacher.model", model);
            Checks.atLeast("teacher.budgetUsd", budgetUsd == null ? 0 : budgetUsd, 0);
            pricePerMillionTokens =
                    pricePerMillionTokens == null ? PriceList.builtIn().require(model) : pricePerMillionTokens;
        }
    }

    /** The default is not written, so that a run keeps its id. */
    private static String checkedScoreApi(String scoreApi, String backend) {
        String named = Checks.oneOf("teacher.scoreApi", scoreApi == null ? VLLM : scoreApi, VLLM, SGLANG);
        if (scoreApi != null && !backend.equals("openai") && !backend.equals(SELF)) {
            throw new InvalidSpecificationException(
                    "teacher.scoreApi",
                    "is for teachers that score attempts, of the backends openai and self; the backend " + backend
                            + " scores none: leave it out");
        }
        return named.equals(VLLM) ? null : named;
    }

    private static void requireLogprobs(String backend, BatchSpecification batch, int logprobs) {
        Checks.within("teacher.logprobs", logprobs, 0, MOST_LOGPROBS);
        if (!backend.equals("openai")) {
            throw new InvalidSpecificationException(
                    "teacher.logprobs",
                    "is for the backend openai; the backend " + backend
                            + " reports no log-probabilities: leave it out");
        }
        if (batch != null) {
            throw new InvalidSpecificationException(
                    "teacher.logprobs",
                    "is not for requests in batches, whose servers do not report token ids: leave out teacher.batch, or logprobs");
        }
    }

    /** Whether the teacher is a language model on a server; it can invent tasks, too. */
    public boolean callsServer() {
        return callsServer(backend);
    }

    static boolean callsServer(String backend) {
        return backend.equals("openai") || backend.equals("anthropic");
    }

    /** Whether the student corrects its own attempt. */
    @JsonIgnore
    public boolean isStudent() {
        return backend.equals(STUDENT);
    }

    /** Whether mechanical mistakes are mended by rules. */
    @JsonIgnore
    public boolean isRule() {
        return backend.equals(RULE);
    }

    /** Whether the student itself scores its attempts. */
    @JsonIgnore
    public boolean isSelf() {
        return backend.equals(SELF);
    }

    /** Whether the server is asked for scores as SGLang is. */
    @JsonIgnore
    public boolean scoresBySglang() {
        return SGLANG.equals(scoreApi);
    }

    /** Whether the student scores with the weights that made the attempt; otherwise as it came. */
    @JsonIgnore
    public boolean isOfCheckpoint() {
        return CHECKPOINT.equals(weights);
    }

    /** Returns a copy as a model on a server that costs nothing. */
    public TeacherSpecification servedAt(String url, String servedModel) {
        return with(served ->
                served.backend("openai").baseUrl(url).model(servedModel).weights(null));
    }

    /** Whether the teacher answers with the known solutions of the tasks. */
    @JsonIgnore
    public boolean isReference() {
        return backend.equals(REFERENCE);
    }

    /** Whether no answer costs anything. */
    @JsonIgnore
    public boolean isFree() {
        return pricePerMillionTokens.prompt() == 0 && pricePerMillionTokens.completion() == 0;
    }

    /** The prices that are paid: those of a batch if requests are put into batches. */
    @JsonIgnore
    public TokenPrices pricesPaid() {
        return batch == null ? pricePerMillionTokens : batch.prices(pricePerMillionTokens);
    }

    /** Whether there is no teacher. */
    @JsonIgnore
    public boolean isNone() {
        return backend.equals("none");
    }

    /** Returns a copy with another budget. */
    public TeacherSpecification withBudget(double usd) {
        return withBudgetUsd(usd);
    }

    /**
     * Returns a copy with the settings of another teacher that do not influence the answers: URL, key, prices, rate
     * limits, concurrency, timeout, batches and the form of scoring.
     */
    public TeacherSpecification onTermsOf(TeacherSpecification other) {
        return with(teacher -> teacher.baseUrl(other.baseUrl())
                .apiKeyEnv(other.apiKeyEnv())
                .pricePerMillionTokens(other.pricePerMillionTokens())
                .requestsPerMinute(other.requestsPerMinute())
                .tokensPerMinute(other.tokensPerMinute())
                .concurrency(other.concurrency())
                .timeoutSeconds(other.timeoutSeconds())
                .batch(other.batch())
                .scoreApi(other.scoreApi()));
    }

    /** Returns a copy of a rung with the greater of its own and another budget. No budget is the greatest: there is no limit. */
    TeacherSpecification fundedBy(TeacherSpecification other) {
        boolean unlimited = budgetUsd == null || other.budgetUsd() == null;
        return withBudgetUsd(unlimited ? null : (Double) Math.max(budgetUsd, other.budgetUsd()));
    }

    /** Returns a copy with another purse. */
    public TeacherSpecification inPurse(String name) {
        return withPurse(name);
    }

    /** Returns the purse of a run with this teacher. */
    public String purseOf(String runId) {
        return purse == null ? runId : purse;
    }
}
