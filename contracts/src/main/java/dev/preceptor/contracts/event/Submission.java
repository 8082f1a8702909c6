package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A program that the executor judges: the student's attempt or the teacher's refinement. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Attempt.class, name = "attempt"),
    @JsonSubTypes.Type(value = Refinement.class, name = "refinement")
})
public sealed interface Submission extends Event permits Attempt, Refinement {

    /** The assignment at the start of it all. */
    Assignment assignment();

    /** The whole program, the task's own prompt included where that was code; null where there is none to judge. */
    String code();
}
