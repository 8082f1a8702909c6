package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Who wrote the program of a training example. */
public enum ExampleOrigin {
    /** The teacher. */
    TEACHER,
    /** The student: an attempt of its own. */
    STUDENT,
    /** An origin of a newer version that this version does not know. */
    @JsonEnumDefaultValue
    UNKNOWN
}
