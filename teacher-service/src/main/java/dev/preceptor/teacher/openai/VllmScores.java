package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.CompletionReply;
import dev.preceptor.httpclient.completion.CompletionResponse;
import dev.preceptor.httpclient.completion.ServerRefusal;
import java.net.URI;

/** vLLM's form, which our own server has, too: {@code POST /completions} with {@code prompt_logprobs}. */
final class VllmScores implements ScoreApi {

    /** A parameter of our own server: the first token whose log-probabilities are wanted. Others ignore it and report all of them. */
    private static final String START = "logprob_start_len";

    private static final int OK = 200;

    private final String model;
    private final URI uri;
    private volatile boolean sendsStart = true;

    /** @throws IllegalArgumentException if the base URL is not an http or https URL */
    VllmScores(String baseUrl, String model) {
        this.model = model;
        this.uri = ModelServerClient.uri(baseUrl, "/completions");
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    public String parameter() {
        return "prompt_logprobs";
    }

    @Override
    public ObjectNode body(ScoredPrompt prompt) {
        ObjectNode body = Json.mapper().createObjectNode().put("model", model);
        prompt.addTo(body.putArray("prompt"));
        body.put("max_tokens", 1).put("temperature", 0).put("stream", false);
        body.put(parameter(), prompt.width());
        if (sendsStart) {
            body.put(START, prompt.chat().length);
        }
        return body;
    }

    @Override
    public CompletionReply read(HttpOutcome.Received response, ScoredPrompt prompt, String key) {
        String body = response.status() == OK ? PromptEnd.of(response.body(), prompt.chat().length) : response.body();
        return CompletionResponse.parse(
                new HttpOutcome.Received(response.status(), response.retryAfter(), response.headers(), body), key);
    }

    @Override
    public boolean leavesOut(ServerRefusal refusal, ObjectNode sent) {
        boolean refused = sent.has(START) && ScoreApi.names(START, refusal);
        if (refused) {
            sendsStart = false;
        }
        return refused;
    }
}
