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

    /** Returns the assignment that led to the submission. */
    Assignment assignment();

    /** Returns the whole program, including the task's prompt if that is code; null if there is no program to judge. */
    String code();
}
