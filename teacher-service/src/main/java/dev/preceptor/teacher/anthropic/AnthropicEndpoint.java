package dev.preceptor.teacher.anthropic;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.ModelServerClient;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.teacher.chat.ChatEndpoint;
import dev.preceptor.teacher.chat.ChatReply;
import dev.preceptor.teacher.chat.ChatRequest;
import dev.preceptor.teaching.prompt.ChatMessage;
import java.time.Duration;

/**
 * Anthropic's Messages API through LangChain4j, with our own HTTP client: LangChain4j's reports neither Retry-After nor whether the
 * server was reached.
 */
public final class AnthropicEndpoint implements ChatEndpoint {

    private final ModelServerClient client;
    private final String baseUrl;

    /** @throws IllegalArgumentException if the teacher's base URL is not an http or https URL */
    public AnthropicEndpoint(TeacherSpecification teacher, ModelServerClient client) {
        this.baseUrl = ModelServerClient.uri(teacher.baseUrl(), "").toString();
        this.client = client;
    }

    @Override
    public ChatReply send(ChatRequest request, String key) {
        TeacherSpecification teacher = request.teacher();
        Duration timeout = Duration.ofSeconds(teacher.timeoutSeconds());
        AnthropicChatModel model = AnthropicChatModel.builder()
                .httpClientBuilder(new LangChainHttpClient.Builder(client, timeout))
                .baseUrl(baseUrl)
                .apiKey(key)
                .modelName(teacher.model())
                .maxTokens(teacher.maxTokens())
                .temperature(request.temperature())
                .maxRetries(0)
                // Anthropic caches a prefix only on request; a short one is not worth the surcharge for writing it.
                .cacheSystemMessages(request.writesCache())
                .build();
        try {
            return answered(model.chat(chat(request)));
        } catch (HttpOutcomeException e) {
            return ChatReply.failure(e.outcome(), key);
        } catch (ShuttingDownException e) {
            throw e;
        } catch (RuntimeException e) {
            // The server responded, and LangChain4j could not parse the response.
            return new ChatReply.Lost("the response is no message of Anthropic's", true);
        }
    }

    private static dev.langchain4j.model.chat.request.ChatRequest chat(ChatRequest request) {
        return dev.langchain4j.model.chat.request.ChatRequest.builder()
                .messages(request.messages().stream()
                        .map(AnthropicEndpoint::message)
                        .toList())
                .build();
    }

    private static dev.langchain4j.data.message.ChatMessage message(ChatMessage message) {
        return message.role().equals("system")
                ? SystemMessage.from(message.content())
                : UserMessage.from(message.content());
    }

    private static ChatReply answered(ChatResponse response) {
        String text = response.aiMessage().text();
        String withheld = text == null || text.isBlank() ? withheld(response) : null;
        boolean answered = withheld != null || text != null && !text.isEmpty();
        return new ChatReply.Answered(new Completion(
                response.modelName() == null ? "" : response.modelName(),
                text == null ? "" : text,
                "",
                withheld,
                usage(response.tokenUsage(), answered),
                response.finishReason() == null ? "" : response.finishReason().name()));
    }

    /** LangChain4j reports stop reasons that it does not know, such as {@code refusal}, as OTHER. */
    private static String withheld(ChatResponse response) {
        if (response.aiMessage().hasToolExecutionRequests()) {
            return "The model called a tool in place of an answer.";
        }
        return response.finishReason() == FinishReason.OTHER
                ? "The model stopped without an answer; it may refuse."
                : null;
    }

    /** Anthropic does not include tokens that it reads from its cache or writes into it in the input tokens. */
    private static dev.preceptor.httpclient.completion.TokenUsage usage(TokenUsage usage, boolean answered) {
        if (usage == null || usage.inputTokenCount() == null || usage.outputTokenCount() == null) {
            return null;
        }
        AnthropicTokenUsage own = usage instanceof AnthropicTokenUsage anthropic ? anthropic : null;
        int cached = own == null || own.cacheReadInputTokens() == null ? 0 : own.cacheReadInputTokens();
        int written = own == null || own.cacheCreationInputTokens() == null
                ? 0
                : (int) ChatRequest.withCacheSurcharge(own.cacheCreationInputTokens());
        var counted = new dev.preceptor.httpclient.completion.TokenUsage(
                usage.inputTokenCount() + written + cached, usage.outputTokenCount(), cached);
        return counted.isPlausible(answered) ? counted : null;
    }
}
