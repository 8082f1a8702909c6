package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.httpclient.completion.CompletionReply;
import dev.preceptor.httpclient.completion.ServerRefusal;
import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.httpclient.credentials.ServerRefusedException;
import dev.preceptor.httpclient.tokenize.ServerTokenizer;
import dev.preceptor.httpclient.tokenize.Tokenized;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.teacher.chat.ChatReply;
import dev.preceptor.teacher.chat.ChatRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Scores an answer. The server's chat template makes the prompt's tokens of the messages ({@code POST /tokenize}), the answer's token ids
 * follow as they are, and a request of the server's {@link ScoreApi} reads both. Nothing is detokenised.
 */
final class ScoreEndpoint {

    /** The longest time for the chat template. */
    private static final Duration RENDERING = Duration.ofSeconds(10);

    private static final int BAD_REQUEST = 400;
    private static final int UNPROCESSABLE = 422;

    private final ScoreApi api;
    private final ServerTokenizer tokenizer;
    private final ModelServerClient client;
    private final ServerAccess access;
    private final TeacherVocabulary vocabulary;
    /** The server's words when it refused to report log-probabilities of prompts; null before. */
    private final AtomicReference<String> refusal = new AtomicReference<>();

    /** The request is refused before or by the server; nothing is billed. */
    private static final class UnsentException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient ChatReply reply;

        UnsentException(ChatReply reply) {
            this.reply = reply;
        }
    }

    ScoreEndpoint(
            ScoreApi api,
            ModelServerClient client,
            ServerAccess access,
            ServerTokenizer tokenizer,
            TeacherVocabulary vocabulary) {
        this.api = api;
        this.tokenizer = tokenizer;
        this.client = client;
        this.access = access;
        this.vocabulary = vocabulary;
    }

    /** How a teacher's server is asked for scores. */
    static ScoreApi apiOf(TeacherSpecification teacher) {
        return teacher.scoresBySglang()
                ? new SglangScores(teacher.baseUrl())
                : new VllmScores(teacher.baseUrl(), teacher.model());
    }

    /** Why an answer cannot be scored, in words; empty if it may. Asks the server for its vocabulary, which costs nothing. */
    Optional<String> whyUnscorable(ChatRequest request) {
        if (refusal.get() != null) {
            return Optional.of("the server refuses to report them: " + refusal.get());
        }
        if (request.student() == null) {
            return Optional.of("the student's vocabulary is not known, so it cannot be compared with the teacher's");
        }
        vocabulary.askAgain();
        return vocabulary.difference(request.student());
    }

    /** As {@link dev.preceptor.teacher.chat.ChatEndpoint#send}. */
    ChatReply send(ChatRequest request) {
        if (!vocabulary.isKnown()) {
            return new ChatReply.Unreached("its vocabulary cannot be compared with the student's, as " + tokenizer.uri()
                    + " does not tell its tokens");
        }
        Duration timeout = Duration.ofSeconds(request.teacher().timeoutSeconds());
        Instant started = Instant.now();
        try {
            String key = key(api.uri(), request);
            Tokenized.Tokens chat = rendered(request, timeout.compareTo(RENDERING) < 0 ? timeout : RENDERING);
            ScoredPrompt prompt = new ScoredPrompt(chat.ids(), request.scored());
            requireRoom(prompt, chat.context());
            ObjectNode body = api.body(prompt);
            // Both requests end within the teacher's timeout, as the reservation counts on it.
            Duration left = timeout.minus(Duration.between(started, Instant.now()));
            HttpOutcome outcome =
                    client.postJson(api.uri(), key, body.toString(), left.isNegative() ? Duration.ZERO : left);
            return outcome instanceof HttpOutcome.Received received
                    ? reply(api.read(received, prompt, key), prompt.length(), body)
                    : ChatReply.failure(outcome, key);
        } catch (UnsentException e) {
            return e.reply;
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        }
    }

    /** The key for a resource of the server; null for none. */
    private String key(URI resource, ChatRequest request) throws UnsentException {
        try {
            return access.keyBeside(resource.toString(), request.teacher().apiKeyEnv());
        } catch (ServerRefusedException e) {
            throw unsent(BAD_REQUEST, e.getMessage());
        }
    }

    private Tokenized.Tokens rendered(ChatRequest request, Duration timeout)
            throws UnsentException, InterruptedException {
        String key = key(tokenizer.uri(), request);
        Tokenized answer = tokenizer.chat(Json.mapper().valueToTree(request.messages()), key, timeout);
        if (answer instanceof Tokenized.Tokens tokens) {
            return tokens;
        }
        if (answer instanceof Tokenized.Unanswered unanswered) {
            throw new UnsentException(new ChatReply.Unreached(tokenizer.uri() + ": " + unanswered.detail()));
        }
        int status =
                answer instanceof Tokenized.Refused refused ? refused.refusal().status() : BAD_REQUEST;
        String words =
                answer instanceof Tokenized.Refused refused ? refused.refusal().message() : answer.problem();
        throw unsent(
                status,
                "the chat is not made into tokens by " + tokenizer.uri()
                        + " with messages, as by that of vLLM and of newer versions of SGLang: " + words);
    }

    private static UnsentException unsent(int status, String words) {
        return new UnsentException(new ChatReply.Refused(new ServerRefusal(status, null, "", "", words, false), false));
    }

    private static void requireRoom(ScoredPrompt prompt, int context) throws UnsentException {
        if (context > 0 && prompt.length() + 1 > context) {
            throw unsent(
                    BAD_REQUEST,
                    "the teacher's prompt of %d tokens and the attempt of %d do not fit into its context of %d: shorten"
                                    .formatted(
                                            prompt.chat().length,
                                            prompt.answer().tokens().size(),
                                            context)
                            + " teacher.context, or take parts out of opd.context");
        }
    }

    /** @param sent the number of tokens of the prompt that was sent */
    private ChatReply reply(CompletionReply read, int sent, ObjectNode body) {
        if (read instanceof CompletionReply.Answered answered) {
            return new ChatReply.Answered(answered.completion(), cut(answered.completion(), sent));
        }
        return read instanceof CompletionReply.Refused refused
                ? refused(refused.refusal(), body)
                : new ChatReply.Lost(((CompletionReply.Unreadable) read).detail(), true);
    }

    /** Says that the server has read another number of tokens than were sent; null if it has not. */
    private static String cut(Completion completion, int sent) {
        int entries = completion.promptLogprobs().size();
        if (completion.promptLogprobs().isArray() && entries != sent) {
            return "the server reported log-probabilities at %d tokens of a prompt of %d: it cuts prompts, or adds tokens"
                    .formatted(entries, sent);
        }
        boolean counted = completion.usage() != null && completion.usage().promptTokens() != sent;
        return counted
                ? "the server counts %d tokens in a prompt of %d: it cuts prompts, or adds tokens"
                        .formatted(completion.usage().promptTokens(), sent)
                : null;
    }

    private ChatReply refused(ServerRefusal refused, ObjectNode sent) {
        boolean aboutRequest = refused.status() == BAD_REQUEST || refused.status() == UNPROCESSABLE;
        if (aboutRequest && api.leavesOut(refused, sent)) {
            return new ChatReply.Refused(refused, true);
        }
        if (aboutRequest && ScoreApi.names(api.parameter(), refused)) {
            refusal.set(refused.message());
            return new ChatReply.Refused(refused, true);
        }
        return new ChatReply.Refused(refused, false);
    }
}
