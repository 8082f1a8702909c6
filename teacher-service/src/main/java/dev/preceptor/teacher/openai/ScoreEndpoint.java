package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.httpclient.completion.CompletionReply;
import dev.preceptor.httpclient.completion.CompletionResponse;
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
 * Scores an answer in vLLM's form. The server's chat template makes the prompt's tokens of the messages ({@code POST /tokenize}), the answer's
 * token ids follow as they are, and {@code POST /completions} with {@code prompt_logprobs} reads both. Nothing is detokenised. The model
 * writes one token, which is not used.
 */
final class ScoreEndpoint {

    private static final String PROMPT_LOGPROBS = "prompt_logprobs";
    /** A parameter of our own server: the first token whose log-probabilities are wanted. Others ignore it and report all of them. */
    private static final String START = "logprob_start_len";

    /** The longest time for the chat template. */
    private static final Duration RENDERING = Duration.ofSeconds(10);

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNPROCESSABLE = 422;

    private final String model;
    private final URI completions;
    private final ServerTokenizer tokenizer;
    private final ModelServerClient client;
    private final ServerAccess access;
    private final TeacherVocabulary vocabulary;
    private final AtomicReference<Form> form = new AtomicReference<>(new Form(true, null));

    /**
     * What the server's refusals have told.
     *
     * @param sendsStart whether {@code logprob_start_len} is sent
     * @param refusal the server's words when it refused to report log-probabilities of prompts; null before
     */
    private record Form(boolean sendsStart, String refusal) {}

    /** The prompt cannot be made into tokens; nothing is billed. */
    private static final class UnrenderedException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient ChatReply reply;

        UnrenderedException(ChatReply reply) {
            this.reply = reply;
        }
    }

    /** @throws IllegalArgumentException if the teacher's base URL is not an http or https URL */
    ScoreEndpoint(
            TeacherSpecification teacher,
            ModelServerClient client,
            ServerAccess access,
            ServerTokenizer tokenizer,
            TeacherVocabulary vocabulary) {
        this.model = teacher.model();
        this.completions = ModelServerClient.uri(teacher.baseUrl(), "/completions");
        this.tokenizer = tokenizer;
        this.client = client;
        this.access = access;
        this.vocabulary = vocabulary;
    }

    /** Why an answer cannot be scored, in words; empty if it may. Asks the server for its vocabulary, which costs nothing. */
    Optional<String> whyUnscorable(ChatRequest request) {
        String refusal = form.get().refusal();
        if (refusal != null) {
            return Optional.of("the server refuses to report them: " + refusal);
        }
        if (request.student() == null) {
            return Optional.of("the student's vocabulary is not known, so it cannot be compared with the teacher's");
        }
        vocabulary.askAgain();
        return vocabulary.difference(request.student());
    }

    /** As {@link dev.preceptor.teacher.chat.ChatEndpoint#send}. */
    ChatReply send(ChatRequest request, String key) {
        if (!vocabulary.isKnown()) {
            return new ChatReply.Unreached("its vocabulary cannot be compared with the student's, as " + tokenizer.uri()
                    + " does not tell its tokens");
        }
        Duration timeout = Duration.ofSeconds(request.teacher().timeoutSeconds());
        Instant started = Instant.now();
        try {
            Tokenized.Tokens chat = rendered(request, timeout.compareTo(RENDERING) < 0 ? timeout : RENDERING);
            int[] answer = request.scored().ids();
            requireRoom(chat, answer.length);
            Form sent = form.get();
            // Both requests end within the teacher's timeout, as the reservation counts on it.
            Duration left = timeout.minus(Duration.between(started, Instant.now()));
            HttpOutcome outcome = client.postJson(
                    completions, key, body(request, chat, sent).toString(), left.isNegative() ? Duration.ZERO : left);
            return outcome instanceof HttpOutcome.Received received
                    ? reply(parsed(received, chat.ids().length, key), chat.ids().length + answer.length, sent)
                    : ChatReply.failure(outcome, key);
        } catch (UnrenderedException e) {
            return e.reply;
        } catch (InterruptedException e) {
            throw ShutdownSignal.interrupted();
        }
    }

    private static CompletionReply parsed(HttpOutcome.Received received, int answerStart, String key) {
        String body = received.status() == OK ? PromptEnd.of(received.body(), answerStart) : received.body();
        return CompletionResponse.parse(
                new HttpOutcome.Received(received.status(), received.retryAfter(), received.headers(), body), key);
    }

    private Tokenized.Tokens rendered(ChatRequest request, Duration timeout)
            throws UnrenderedException, InterruptedException {
        String key;
        try {
            key = access.keyBeside(tokenizer.uri().toString(), request.teacher().apiKeyEnv());
        } catch (ServerRefusedException e) {
            throw unrendered(BAD_REQUEST, e.getMessage());
        }
        Tokenized answer = tokenizer.chat(Json.mapper().valueToTree(request.messages()), key, timeout);
        if (answer instanceof Tokenized.Tokens tokens) {
            return tokens;
        }
        if (answer instanceof Tokenized.Unanswered unanswered) {
            throw new UnrenderedException(new ChatReply.Unreached(tokenizer.uri() + ": " + unanswered.detail()));
        }
        throw answer instanceof Tokenized.Refused refused
                ? unrendered(refused.refusal().status(), refused.refusal().message())
                : unrendered(BAD_REQUEST, answer.problem());
    }

    private UnrenderedException unrendered(int status, String words) {
        return refused(
                status,
                "the chat is not made into tokens by " + tokenizer.uri() + " with messages, as by vLLM's: " + words);
    }

    /** A refusal that costs nothing. */
    private static UnrenderedException refused(int status, String words) {
        return new UnrenderedException(
                new ChatReply.Refused(new ServerRefusal(status, null, "", "", words, false), false));
    }

    private static void requireRoom(Tokenized.Tokens chat, int answer) throws UnrenderedException {
        if (chat.context() > 0 && chat.ids().length + answer + 1 > chat.context()) {
            throw refused(
                    BAD_REQUEST,
                    "the teacher's prompt of %d tokens and the attempt of %d do not fit into its context of %d: shorten"
                                    .formatted(chat.ids().length, answer, chat.context())
                            + " teacher.context, or take parts out of opd.context");
        }
    }

    private ObjectNode body(ChatRequest request, Tokenized.Tokens chat, Form form) {
        ObjectNode body = Json.mapper().createObjectNode().put("model", model);
        ArrayNode prompt = body.putArray("prompt");
        for (int token : chat.ids()) {
            prompt.add(token);
        }
        request.scored().tokens().forEach(prompt::add);
        body.put("max_tokens", 1).put("temperature", 0).put("stream", false);
        body.put(PROMPT_LOGPROBS, request.scored().width());
        if (form.sendsStart()) {
            body.put(START, chat.ids().length);
        }
        return body;
    }

    /** @param sent the number of tokens of the prompt that was sent */
    private ChatReply reply(CompletionReply parsed, int sent, Form form) {
        if (parsed instanceof CompletionReply.Answered answered) {
            return new ChatReply.Answered(answered.completion(), cut(answered.completion(), sent));
        }
        return parsed instanceof CompletionReply.Refused refused
                ? refused(refused.refusal(), form)
                : new ChatReply.Lost(((CompletionReply.Unreadable) parsed).detail(), true);
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

    private ChatReply refused(ServerRefusal refusal, Form sent) {
        boolean aboutRequest = refusal.status() == BAD_REQUEST || refusal.status() == UNPROCESSABLE;
        if (aboutRequest && sent.sendsStart() && names(START, refusal)) {
            form.compareAndSet(sent, new Form(false, sent.refusal()));
            return new ChatReply.Refused(refusal, true);
        }
        if (aboutRequest && names(PROMPT_LOGPROBS, refusal)) {
            form.updateAndGet(known -> new Form(known.sendsStart(), refusal.message()));
            return new ChatReply.Refused(refusal, true);
        }
        return new ChatReply.Refused(refusal, false);
    }

    private static boolean names(String parameter, ServerRefusal refusal) {
        return refusal.parameter().equals(parameter) || refusal.message().contains(parameter);
    }
}
