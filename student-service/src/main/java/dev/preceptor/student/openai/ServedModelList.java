package dev.preceptor.student.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.httpclient.HttpOutcome;
import dev.preceptor.httpclient.ModelServerClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The list of models of a student's server, {@code GET /v1/models}. */
public final class ServedModelList {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private ServedModelList() {}

    /**
     * The number of tokens that the server accepts for prompt and answer of the student as it came, which vLLM and SGLang call {@code
     * max_model_len}. Empty if the server does not tell it, or does not answer: its requests have their own errors.
     *
     * @param key null for none
     */
    public static Optional<Integer> contextLength(StudentSpecification student, String key) {
        ModelServerClient client = new ModelServerClient(InstantSource.system());
        try {
            HttpOutcome outcome = client.get(ModelServerClient.uri(student.baseUrl(), "/models"), key, TIMEOUT);
            return outcome instanceof HttpOutcome.Received received && received.status() == 200
                    ? contextLength(Json.mapper().readTree(received.body()), student.servedModel())
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Integer> contextLength(JsonNode list, String model) {
        for (JsonNode entry : list.path("data")) {
            JsonNode length = entry.path("max_model_len");
            if (entry.path("id").asText().equals(model) && length.canConvertToInt() && length.intValue() > 0) {
                return Optional.of(length.intValue());
            }
        }
        return Optional.empty();
    }
}
