package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.budget.CallIds;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.logprobs.ScoredAnswer;
import dev.preceptor.teaching.prompt.ChatMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A request for a chat completion, or for the score of a given one, and the most that it can cost.
 *
 * @param form the messages in the form in which they are equal for requests that may share an answer
 * @param student whose vocabulary the teacher's must be if it is asked for log-probabilities; null if it is unknown
 * @param scored the answer that is scored; null if an answer is to be written
 */
public record ChatRequest(
        TeacherSpecification teacher,
        List<ChatMessage> messages,
        double temperature,
        List<ChatMessage> form,
        StudentVocabulary student,
        ScoredAnswer scored) {

    // Allowance for a chat template's role markers and separators.
    private static final int TOKENS_PER_MESSAGE = 16;
    // Allowance for what a template adds before the first message and after the last (Llama 3 adds two dates, for
    // example).
    private static final int TOKENS_PER_REQUEST = 64;
    // How services estimate tokens of English or code when they apply a rate limit before they answer.
    private static final int BYTES_PER_TOKEN = 4;

    /** A request that shares its answer only with requests of the same words, without regard to a student's vocabulary. */
    public ChatRequest(TeacherSpecification teacher, List<ChatMessage> messages, double temperature) {
        this(teacher, messages, temperature, messages, null, null);
    }

    /** A request for the score of an answer. It shares its score only with requests of the same words and the same tokens. */
    public static ChatRequest toScore(
            TeacherSpecification teacher, List<ChatMessage> messages, StudentVocabulary student, ScoredAnswer scored) {
        return new ChatRequest(teacher, messages, 0, messages, student, scored);
    }

    /**
     * Identify the answer: requests of the same purse that have an id in common share their answer.
     *
     * @param attemptKey distinguishes equal requests that must not share an answer, such as a second attempt
     */
    public CallIds callIds(String purse, String attemptKey) {
        String exact = callId("call", messages, purse, attemptKey);
        return new CallIds(
                exact, form.equals(messages) ? exact : callId("call-about-program", form, purse, attemptKey));
    }

    private String callId(String kind, List<ChatMessage> identifying, String purse, String attemptKey) {
        List<String> texts = identifying.stream().map(ChatMessage::idText).toList();
        if (scored != null) {
            return Ids.of("score", purse, teacher.model(), texts, scored.tokens(), scored.width());
        }
        return teacher.logprobs() == null
                ? Ids.of(kind, purse, teacher.model(), texts, teacher.maxTokens(), temperature, attemptKey)
                : Ids.of(
                        kind,
                        purse,
                        teacher.model(),
                        texts,
                        teacher.maxTokens(),
                        temperature,
                        attemptKey,
                        "logprobs",
                        teacher.logprobs());
    }

    /**
     * An upper bound of the cost of one HTTP request, in nanodollars. A byte-level tokenizer never makes more tokens than the text
     * has bytes in UTF-8, so the prompt counts at its bytes plus an allowance for the template, and the answer at its token limit. An
     * answer that is scored is part of the prompt, and the server writes one token.
     */
    public long greatestCost() {
        long promptTokens = TOKENS_PER_REQUEST + (long) TOKENS_PER_MESSAGE * messages.size() + bytes();
        if (writesCache()) {
            promptTokens = withCacheSurcharge(promptTokens);
        }
        if (scored != null) {
            promptTokens += scored.tokens().size();
        }
        return Money.cost(teacher.pricePerMillionTokens(), promptTokens, answerTokens(), 0);
    }

    /** The greatest number of tokens that the server writes. */
    public int answerTokens() {
        return scored == null ? teacher.maxTokens() : 1;
    }

    /** Whether the request asks the server to cache its prompt, for which Anthropic charges. */
    public boolean writesCache() {
        return teacher.backend().equals("anthropic") && teacher.context() != null;
    }

    /** Tokens that Anthropic writes into its cache cost a quarter more than others: four of them count as five. */
    public static long withCacheSurcharge(long tokens) {
        return tokens + (tokens + 3) / 4;
    }

    /** Minimum time until the endpoint's next request, by the specification's limits of requests and tokens per minute. */
    Duration interval() {
        double seconds = 60.0 / teacher.requestsPerMinute();
        if (teacher.tokensPerMinute() != null) {
            int given = scored == null ? 0 : scored.tokens().size();
            long tokens = bytes() / BYTES_PER_TOKEN + given + answerTokens();
            seconds = Math.max(seconds, 60.0 * tokens / teacher.tokensPerMinute());
        }
        return Duration.ofNanos((long) Math.ceil(seconds * 1e9));
    }

    private long bytes() {
        return messages.stream()
                .mapToLong(message -> message.content().getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }
}
