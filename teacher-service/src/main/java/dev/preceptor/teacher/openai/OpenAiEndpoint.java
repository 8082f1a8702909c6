package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.CompletionReply;
import dev.preceptor.httpclient.completion.CompletionResponse;
import dev.preceptor.httpclient.completion.Dialect;
import dev.preceptor.httpclient.completion.ServerRefusal;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.httpclient.tokenize.ServerTokenizer;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teacher.chat.ChatEndpoint;
import dev.preceptor.teacher.chat.ChatReply;
import dev.preceptor.teacher.chat.ChatRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** OpenAI's Chat Completions API, which many servers implement; scores by vLLM's extensions of the Completions API, or by SGLang's own API. */
public final class OpenAiEndpoint implements ChatEndpoint {

    private final URI uri;
    private final ModelServerClient client;
    private final TeacherVocabulary vocabulary;
    private final ScoreEndpoint scores;
    private final AtomicReference<Dialect> dialect = new AtomicReference<>(Dialect.DEFAULT);

    /**
     * @param access which servers may be called; for the comparison of vocabularies
     * @throws IllegalArgumentException if the teacher's base URL is not an http or https URL
     */
    public OpenAiEndpoint(TeacherSpecification teacher, ModelServerClient client, ServerAccess access) {
        this.uri = ModelServerClient.uri(teacher.baseUrl(), "/chat/completions");
        this.client = client;
        ServerTokenizer tokenizer = new ServerTokenizer(teacher.baseUrl(), teacher.model(), client);
        this.vocabulary = new TeacherVocabulary(teacher, tokenizer, access);
        this.scores = new ScoreEndpoint(ScoreEndpoint.apiOf(teacher), client, access, tokenizer, vocabulary);
    }

    @Override
    public Optional<String> whyUnscorable(ChatRequest request) {
        return scores.whyUnscorable(request);
    }

    @Override
    public ChatReply send(ChatRequest request, String key) {
        if (request.scored() != null) {
            return scores.send(request);
        }
        Duration timeout = Duration.ofSeconds(request.teacher().timeoutSeconds());
        Dialect sent = dialect.get();
        ObjectNode body = CompletionBody.of(request, sent).put("stream", false);
        Integer likeliest = request.teacher().logprobs();
        String withoutLogprobs =
                likeliest == null ? null : whyWithoutLogprobs(request, sent).orElse(null);
        if (likeliest != null && withoutLogprobs == null) {
            CompletionBody.askForLogprobs(body, likeliest);
        }
        HttpOutcome outcome;
        try {
            outcome = client.postJson(uri, key, body.toString(), timeout);
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        }
        return outcome instanceof HttpOutcome.Received received
                ? reply(CompletionResponse.parse(received, key), sent, withoutLogprobs)
                : ChatReply.failure(outcome, key);
    }

    private Optional<String> whyWithoutLogprobs(ChatRequest request, Dialect sent) {
        return sent.logprobsRefusal() == null
                ? vocabulary.difference(request.student())
                : Optional.of("the server refuses to report them: " + sent.logprobsRefusal());
    }

    private ChatReply reply(CompletionReply parsed, Dialect sent, String withoutLogprobs) {
        if (parsed instanceof CompletionReply.Answered answered) {
            return new ChatReply.Answered(answered.completion(), withoutLogprobs);
        }
        return parsed instanceof CompletionReply.Refused refused
                ? refused(refused.refusal(), sent)
                : new ChatReply.Lost(((CompletionReply.Unreadable) parsed).detail(), true);
    }

    /** Requests in flight are refused for the same parameters; each of them is sent again, whichever learns first. */
    private ChatReply refused(ServerRefusal refusal, Dialect sent) {
        boolean differs = !sent.after(refusal).equals(sent);
        if (differs) {
            dialect.updateAndGet(current -> current.after(refusal));
        }
        return new ChatReply.Refused(refusal, differs);
    }
}
