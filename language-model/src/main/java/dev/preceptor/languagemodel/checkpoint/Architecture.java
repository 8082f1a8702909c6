package dev.preceptor.languagemodel.checkpoint;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The supported architectures of causal language models. */
public enum Architecture {
    LLAMA("llama", "LlamaForCausalLM"),
    QWEN2("qwen2", "Qwen2ForCausalLM"),
    QWEN3("qwen3", "Qwen3ForCausalLM"),
    MISTRAL("mistral", "MistralForCausalLM"),
    GPT_BIGCODE("gpt_bigcode", "GPTBigCodeForCausalLM"),
    STARCODER2("starcoder2", "Starcoder2ForCausalLM"),
    CODEGEN("codegen", "CodeGenForCausalLM"),
    GPT2("gpt2", "GPT2LMHeadModel"),
    PHI3("phi3", "Phi3ForCausalLM"),
    GEMMA3("gemma3_text", "Gemma3ForCausalLM");

    private final String modelType;
    private final String className;

    Architecture(String modelType, String className) {
        this.modelType = modelType;
        this.className = className;
    }

    /** Returns the {@code model_type} in config.json, such as {@code "gpt_bigcode"}. */
    public String modelType() {
        return modelType;
    }

    /** Returns the entry of {@code architectures} in config.json, such as {@code "LlamaForCausalLM"}. */
    public String className() {
        return className;
    }

    /** Returns the architecture with this {@code model_type}, or empty if it is not supported. */
    public static Optional<Architecture> ofModelType(String modelType) {
        return Arrays.stream(values())
                .filter(architecture -> architecture.modelType.equals(modelType))
                .findFirst();
    }

    static String supportedNames() {
        return Arrays.stream(values()).map(Architecture::modelType).collect(Collectors.joining(", "));
    }
}
