package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.prompt.ChatMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** One request for a completion of a chat, and what it can cost. */
public record ChatRequest(TeacherSpecification teacher, List<ChatMessage> messages, double temperature) {

    // Role marks and separators of a message in a chat template.
    private static final int TOKENS_PER_MESSAGE = 16;
    // What a template puts before the first message and after the last (Llama 3 adds two dates, for example).
    private static final int TOKENS_PER_REQUEST = 64;
    // What services take for a token of English or code when they count against a rate before they answer.
    private static final int BYTES_PER_TOKEN = 4;

    /**
     * What is asked, so that whoever asks the very same in the same purse finds the answer.
     *
     * @param occasion tells equal requests apart: a second attempt must not be given the first one's answer
     */
    String callId(String purse, String occasion) {
        return Ids.of("call", purse, teacher.model(), messages, teacher.maxTokens(), temperature, occasion);
    }

    /**
     * An upper bound, in nanodollars. A tokeniser over bytes never makes more tokens than the text has bytes in UTF-8, so
     * the prompt counts at its bytes and an allowance for the template, and the answer at the limit that is sent along.
     */
    long greatestCost() {
        long promptTokens = TOKENS_PER_REQUEST + (long) TOKENS_PER_MESSAGE * messages.size() + bytes();
        return Money.cost(teacher.pricePerMillionTokens(), promptTokens, teacher.maxTokens(), 0);
    }

    /** How long the request keeps the endpoint from the next one, by the rates that the teacher's specification allows. */
    Duration interval() {
        double seconds = 60.0 / teacher.requestsPerMinute();
        if (teacher.tokensPerMinute() != null) {
            long tokens = bytes() / BYTES_PER_TOKEN + teacher.maxTokens();
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
