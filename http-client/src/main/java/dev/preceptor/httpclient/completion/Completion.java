package dev.preceptor.httpclient.completion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Locale;
import java.util.Set;

/**
 * A model's answer.
 *
 * @param model empty where the server names none
 * @param text empty where there is none
 * @param reasoning the model's reasoning, where the server reports it apart from the text; empty otherwise
 * @param withheld why the server or the model gives no text, in words: a refusal, a call of a tool; null where nothing is known
 * @param usage null where the server reports none, or none that can be true
 * @param finishReason in the server's word; empty where it names none
 * @param logprobs the choice's {@code logprobs} as the server sent them; a missing or null node where it sent none
 * @param promptLogprobs the choice's {@code prompt_logprobs}, an extension of vLLM; a missing or null node where it sent none
 */
public record Completion(
        String model,
        String text,
        String reasoning,
        String withheld,
        TokenUsage usage,
        String finishReason,
        JsonNode logprobs,
        JsonNode promptLogprobs) {

    private static final Set<String> CUT = Set.of("length", "max_tokens", "max_output_tokens", "model_length");

    /** Creates a completion without log-probabilities. */
    public Completion(
            String model, String text, String reasoning, String withheld, TokenUsage usage, String finishReason) {
        this(
                model,
                text,
                reasoning,
                withheld,
                usage,
                finishReason,
                MissingNode.getInstance(),
                MissingNode.getInstance());
    }

    /** Whether a finish reason says that the model was stopped at its token limit. */
    public static boolean isCut(String finishReason) {
        return finishReason != null && CUT.contains(finishReason.toLowerCase(Locale.ROOT));
    }

    /**
     * The text; where that is empty, the reasoning after an opening tag. Some servers report a whole answer as reasoning if the model
     * does not close it.
     */
    public String textOrReasoning() {
        return text.isBlank() && !reasoning.isBlank() ? "<think>\n" + reasoning : text;
    }
}
