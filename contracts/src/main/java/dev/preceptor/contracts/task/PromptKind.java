package dev.preceptor.contracts.task;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a prompt is meant. */
public enum PromptKind {
    /** Words that say what to write. */
    @JsonProperty("instruction")
    INSTRUCTION,
    /** Code to continue, as HumanEval's. */
    @JsonProperty("completion")
    COMPLETION
}
