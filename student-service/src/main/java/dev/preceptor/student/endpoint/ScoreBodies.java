package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.languagemodel.TokenScores;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;

/** The JSON of log-probabilities: {@code prompt_logprobs} in vLLM's form, {@code logprobs} in OpenAI's two forms. */
final class ScoreBodies {

    /** JSON has no infinity; vLLM writes this number. */
    private static final float LEAST = -9999;

    private final Tokenizer tokenizer;
    private final RequestedScores requested;

    ScoreBodies(Tokenizer tokenizer, RequestedScores requested) {
        this.tokenizer = tokenizer;
        this.requested = requested;
    }

    /**
     * One entry for each token of the prompt: null for the first, then an object by token id. The object has the prompt's own token
     * first, and then the likeliest ones.
     */
    ArrayNode prompt(int[] ids, TokenScores scores) {
        ArrayNode entries = Json.mapper().createArrayNode();
        for (int i = 0; i < scores.first(); i++) {
            entries.addNull();
        }
        for (int row = 0; row + 1 < scores.rows(); row++) {
            ObjectNode entry = entries.addObject();
            int own = ids[scores.first() + row];
            add(entry, own, scores.own()[row], scores.ranks()[row]);
            for (int k = 0; k < scores.width(); k++) {
                int token = scores.ids()[row * scores.width() + k];
                if (token != own) {
                    add(entry, token, scores.logProbabilities()[row * scores.width() + k], k + 1);
                }
            }
        }
        return entries;
    }

    private void add(ObjectNode entry, int token, float logProbability, int rank) {
        entry.putObject(Integer.toString(token))
                .put("logprob", finite(logProbability))
                .put("rank", rank)
                .put("decoded_token", decoded(token));
    }

    /**
     * The generated tokens of a chat.
     *
     * @param scores those of prompt and generated tokens, from the first generated token on
     */
    JsonNode chat(int[] generated, TokenScores scores) {
        ObjectNode body = Json.mapper().createObjectNode();
        ArrayNode content = body.putArray("content");
        for (int row = 0; row < generated.length; row++) {
            ArrayNode likeliest = token(content.addObject(), generated[row], scores.own()[row])
                    .putArray("top_logprobs");
            for (int k = 0; k < scores.width(); k++) {
                int index = row * scores.width() + k;
                token(likeliest.addObject(), scores.ids()[index], scores.logProbabilities()[index]);
            }
        }
        return body;
    }

    private ObjectNode token(ObjectNode node, int token, float logProbability) {
        String text = shown(token);
        ArrayNode bytes =
                node.put("token", text).put("logprob", finite(logProbability)).putArray("bytes");
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(each & 0xFF);
        }
        return node;
    }

    /** The generated tokens of a completion; the parameters are those of {@link #chat}. */
    JsonNode completion(int[] generated, TokenScores scores) {
        ObjectNode body = Json.mapper().createObjectNode();
        ArrayNode offsets = body.putArray("text_offset");
        ArrayNode values = body.putArray("token_logprobs");
        ArrayNode tokens = body.putArray("tokens");
        ArrayNode likeliest = body.putArray("top_logprobs");
        int offset = 0;
        for (int row = 0; row < generated.length; row++) {
            String text = shown(generated[row]);
            offsets.add(offset);
            values.add(finite(scores.own()[row]));
            tokens.add(text);
            offset += text.length();
            ObjectNode best = likeliest.addObject();
            best.put(text, finite(scores.own()[row]));
            for (int k = 0; k < scores.width(); k++) {
                int index = row * scores.width() + k;
                best.put(shown(scores.ids()[index]), finite(scores.logProbabilities()[index]));
            }
        }
        return body;
    }

    private String shown(int token) {
        return requested.tokensAsIds() ? "token_id:" + token : decoded(token);
    }

    private String decoded(int token) {
        return tokenizer.decode(new int[] {token}, false);
    }

    private static float finite(float value) {
        return Math.max(value, LEAST);
    }
}
