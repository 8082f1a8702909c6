package dev.preceptor.teacher.anthropic;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.chat.ChatEndpoint;
import dev.preceptor.teacher.chat.ChatReply;
import dev.preceptor.teacher.chat.ChatRequest;
import dev.preceptor.teacher.http.HttpTransport;
import dev.preceptor.teacher.prompt.ChatMessage;
import dev.preceptor.teacher.waiting.StoppedException;
import java.time.Duration;

/**
 * Anthropic's messages, as LangChain4j speaks them, over our own transport: LangChain4j's reports neither Retry-After nor
 * whether a server was reached.
 */
public final class AnthropicEndpoint implements ChatEndpoint {

    private final HttpTransport transport;
    private final String baseUrl;

    /** @throws IllegalArgumentException if the teacher's base URL is none */
    public AnthropicEndpoint(TeacherSpecification teacher, HttpTransport transport) {
        this.baseUrl = HttpTransport.uri(teacher.baseUrl(), "").toString();
        this.transport = transport;
    }

    @Override
    public ChatReply send(ChatRequest request, String key) {
        TeacherSpecification teacher = request.teacher();
        Duration timeout = Duration.ofSeconds(teacher.timeoutSeconds());
        AnthropicChatModel model = AnthropicChatModel.builder()
                .httpClientBuilder(new TransportClient.Builder(transport, timeout))
                .baseUrl(baseUrl)
                .apiKey(key)
                .modelName(teacher.model())
                .maxTokens(teacher.maxTokens())
                .temperature(request.temperature())
                .maxRetries(0)
                .build();
        try {
            return answered(model.chat(chat(request)));
        } catch (NoAnswerException e) {
            return ChatReply.without(e.outcome(), key);
        } catch (StoppedException e) {
            throw e;
        } catch (RuntimeException e) {
            // The server answered, and LangChain4j could not read it.
            return new ChatReply.Lost("the answer is no message of Anthropic's");
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
        return new ChatReply.Answered(
                response.modelName() == null ? "" : response.modelName(),
                text == null ? "" : text,
                usage(response.tokenUsage()),
                response.finishReason() == null ? "" : response.finishReason().name());
    }

    /** Anthropic counts what it reads from its cache apart from the prompt's other tokens. */
    private static ChatReply.Usage usage(TokenUsage usage) {
        if (usage == null || usage.inputTokenCount() == null || usage.outputTokenCount() == null) {
            return null;
        }
        Integer read = usage instanceof AnthropicTokenUsage own ? own.cacheReadInputTokens() : null;
        int cached = read == null ? 0 : read;
        return new ChatReply.Usage(usage.inputTokenCount() + cached, usage.outputTokenCount(), cached);
    }
}
