package dev.preceptor.teacher.openai;

import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.CompletionReply;
import dev.preceptor.httpclient.completion.CompletionResponse;
import dev.preceptor.httpclient.completion.Dialect;
import dev.preceptor.httpclient.completion.ServerRefusal;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teacher.chat.ChatEndpoint;
import dev.preceptor.teacher.chat.ChatReply;
import dev.preceptor.teacher.chat.ChatRequest;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** OpenAI's Chat Completions API, which many servers implement. */
public final class OpenAiEndpoint implements ChatEndpoint {

    private final URI uri;
    private final ModelServerClient client;
    private final AtomicReference<Dialect> dialect = new AtomicReference<>(Dialect.DEFAULT);

    /** @throws IllegalArgumentException if the teacher's base URL is not an http or https URL */
    public OpenAiEndpoint(TeacherSpecification teacher, ModelServerClient client) {
        this.uri = ModelServerClient.uri(teacher.baseUrl(), "/chat/completions");
        this.client = client;
    }

    @Override
    public ChatReply send(ChatRequest request, String key) {
        Duration timeout = Duration.ofSeconds(request.teacher().timeoutSeconds());
        Dialect sent = dialect.get();
        HttpOutcome outcome;
        try {
            outcome = client.postJson(
                    uri,
                    key,
                    CompletionBody.of(request, sent).put("stream", false).toString(),
                    timeout);
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        }
        return outcome instanceof HttpOutcome.Received received
                ? reply(CompletionResponse.parse(received, key), sent)
                : ChatReply.failure(outcome, key);
    }

    private ChatReply reply(CompletionReply parsed, Dialect sent) {
        if (parsed instanceof CompletionReply.Answered answered) {
            return new ChatReply.Answered(answered.completion());
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
