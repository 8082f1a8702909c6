package dev.preceptor.teacher.logprobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.httpclient.completion.TokenUsage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the log-probabilities of a chat completion: OpenAI's {@code choices[0].logprobs}, in which tokens are written as
 * {@code token_id:7}, as vLLM does for {@code return_tokens_as_token_ids}.
 */
final class ChatLogprobs {

    private static final Pattern TOKEN = Pattern.compile("token_id:(\\d{1,9})");

    /** Some servers count the end token among an answer's tokens, and report nothing for it. */
    private static final int END_TOKEN = 1;

    private final JsonNode content;
    private final int width;

    private ChatLogprobs(JsonNode content, int width) {
        this.content = content;
        this.width = width;
    }

    /**
     * @param logprobs a missing or null node if the server sent none
     * @param width the number of log-probabilities that each token must have
     * @param usage null if the server reported none
     * @return one row for each token of the answer
     * @throws UnusableLogprobsException if they are missing, incomplete or no log-probabilities
     */
    static SoftTargetRows read(JsonNode logprobs, int width, TokenUsage usage) throws UnusableLogprobsException {
        JsonNode content = logprobs.path("content");
        if (!content.isArray() || content.isEmpty()) {
            throw new UnusableLogprobsException("the server reported no log-probabilities: it ignores logprobs");
        }
        if (usage != null && content.size() < usage.completionTokens() - END_TOKEN) {
            throw new UnusableLogprobsException("the server reported log-probabilities at %d of %d tokens"
                    .formatted(content.size(), usage.completionTokens()));
        }
        return new ChatLogprobs(content, width).rows();
    }

    private SoftTargetRows rows() throws UnusableLogprobsException {
        int[] tokens = new int[content.size()];
        ReportedRows rows = new ReportedRows(tokens, width);
        for (int row = 0; row < tokens.length; row++) {
            JsonNode token = content.get(row);
            tokens[row] = id(token);
            JsonNode likeliest = token.path("top_logprobs");
            rows.requireWidth(likeliest.size(), row);
            for (int k = 0; k < width; k++) {
                JsonNode entry = likeliest.get(k);
                rows.set(row, k, id(entry), ReportedRows.logProbability(entry, row));
            }
            rows.requireProbabilities(row);
        }
        return rows.complete();
    }

    private static int id(JsonNode token) throws UnusableLogprobsException {
        String name = token.path("token").asText("");
        Matcher matcher = TOKEN.matcher(name);
        if (!matcher.matches()) {
            throw new UnusableLogprobsException(
                    "the server names its tokens by text ('%s'), not by id: it ignores return_tokens_as_token_ids"
                            .formatted(name.length() > 20 ? name.substring(0, 20) : name));
        }
        return Integer.parseInt(matcher.group(1));
    }
}
