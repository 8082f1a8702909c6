package dev.preceptor.run.completion;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.run.api.InvalidRequestException;
import dev.preceptor.run.api.TooLargeException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of a request for a completion.
 *
 * @param prompt what the student is asked, as the prompt of a task
 * @param maxTokens the maximum number of tokens of the answer; 256 unless told, at most 4,096
 * @param temperature 0 to 2; 0 unless told
 * @param seed of the random numbers; null: any
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CompletionRequest(String prompt, Integer maxTokens, Double temperature, Long seed) {

    /** Longer than what any student reads. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int DEFAULT_TOKENS = 256;
    private static final int MOST_TOKENS = 4_096;
    private static final double MOST_TEMPERATURE = 2;

    public CompletionRequest {
        maxTokens = maxTokens == null ? DEFAULT_TOKENS : maxTokens;
        temperature = temperature == null ? 0.0 : temperature;
    }

    /**
     * Reads the body to its end, so that the request is complete when it is answered.
     *
     * @throws InvalidRequestException if the body cannot be used; the message names the field
     * @throws TooLargeException if it has more than a mebibyte
     */
    static CompletionRequest read(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new TooLargeException("the body has more than " + MOST_BYTES + " bytes");
            }
            CompletionRequest request = Json.mapper().readValue(bytes, CompletionRequest.class);
            if (request == null) {
                throw new InvalidRequestException("the body is missing: {\"prompt\": \"...\"}");
            }
            request.requireValid();
            return request;
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException("the body is no request for a completion, such as {\"prompt\": \"...\"}: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new InvalidRequestException("the body could not be read to its end: " + e.getMessage());
        }
    }

    /** @throws InvalidRequestException naming the field that cannot be used */
    void requireValid() {
        if (prompt == null || prompt.isBlank()) {
            throw new InvalidRequestException("prompt: is missing: say what the student is to write");
        }
        if (maxTokens < 1 || maxTokens > MOST_TOKENS) {
            throw new InvalidRequestException("maxTokens: is " + maxTokens + ", but must be from 1 to " + MOST_TOKENS);
        }
        if (!(temperature >= 0 && temperature <= MOST_TEMPERATURE)) {
            throw new InvalidRequestException("temperature: is " + temperature + ", but must be from 0 to 2");
        }
    }
}
