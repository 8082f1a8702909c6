package dev.preceptor.httpclient.tokenize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.CompletionResponse;
import java.net.URI;
import java.time.Duration;

/**
 * The tokenizer and the chat template of a model on a server: {@code POST /tokenize} in vLLM's form, beside the path of OpenAI's API. Safe for
 * use by many threads.
 */
public final class ServerTokenizer {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int OK = 200;

    private final String model;
    private final URI uri;
    private final ModelServerClient client;

    /**
     * @param baseUrl the URL of the server's API, such as {@code http://localhost:8000/v1}
     * @throws IllegalArgumentException if it is not an http or https URL
     */
    public ServerTokenizer(String baseUrl, String model, ModelServerClient client) {
        this.model = model;
        this.uri = ModelServerClient.beside(baseUrl, "/tokenize");
        this.client = client;
    }

    /** The address that is asked. */
    public URI uri() {
        return uri;
    }

    /**
     * The tokens of a text, without special tokens around it.
     *
     * @param key bearer token; null for none
     */
    public Tokenized text(String text, String key, Duration timeout) throws InterruptedException {
        ObjectNode body = MAPPER.createObjectNode();
        return post(body.put("model", model).put("prompt", text).put("add_special_tokens", false), key, timeout);
    }

    /**
     * The tokens of a chat by the model's chat template, up to where the answer begins.
     *
     * @param messages a list of objects with {@code role} and {@code content}
     * @param key bearer token; null for none
     */
    public Tokenized chat(JsonNode messages, String key, Duration timeout) throws InterruptedException {
        ObjectNode body = MAPPER.createObjectNode().put("model", model);
        body.set("messages", messages);
        return post(body.put("add_generation_prompt", true), key, timeout);
    }

    private Tokenized post(ObjectNode body, String key, Duration timeout) throws InterruptedException {
        HttpOutcome outcome = client.postJson(uri, key, body.toString(), timeout);
        if (!(outcome instanceof HttpOutcome.Received received)) {
            return new Tokenized.Unanswered(
                    outcome instanceof HttpOutcome.Unreached unreached
                            ? unreached.detail()
                            : ((HttpOutcome.Lost) outcome).detail());
        }
        return received.status() == OK
                ? read(received.body())
                : new Tokenized.Refused(CompletionResponse.refusal(received, key));
    }

    private static Tokenized read(String body) {
        try {
            JsonNode answer = MAPPER.readTree(body);
            JsonNode tokens = answer.path("tokens");
            int[] ids = new int[tokens.size()];
            for (int i = 0; i < ids.length; i++) {
                if (!tokens.get(i).isInt()) {
                    return new Tokenized.Unreadable();
                }
                ids[i] = tokens.get(i).intValue();
            }
            return !tokens.isArray() || ids.length == 0
                    ? new Tokenized.Unreadable()
                    : new Tokenized.Tokens(ids, context(answer.path("max_model_len")));
        } catch (JsonProcessingException e) {
            return new Tokenized.Unreadable();
        }
    }

    /** SGLang tells a number beyond any context, or -1, if the tokenizer's files name none. */
    private static int context(JsonNode told) {
        return told.canConvertToInt() ? Math.max(0, told.intValue()) : 0;
    }
}
