package dev.preceptor.contracts.task;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The kind of a prompt. */
public enum PromptKind {
    /** An instruction in natural language. */
    @JsonProperty("instruction")
    INSTRUCTION,
    /** Code to complete, as in HumanEval. */
    @JsonProperty("completion")
    COMPLETION
}
