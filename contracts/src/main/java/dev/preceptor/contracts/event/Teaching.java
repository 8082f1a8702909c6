package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.TeacherSpecification;

/**
 * What follows from a practice attempt: the method and the teacher.
 *
 * @param replay whether an attempt that passed becomes a training example that a training may mix in
 */
public record Teaching(
        Method method, TeacherSpecification teacher, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean replay) {

    /** Without replay. */
    public Teaching(Method method, TeacherSpecification teacher) {
        this(method, teacher, false);
    }

    /** Returns a copy with another teacher. */
    public Teaching by(TeacherSpecification other) {
        return new Teaching(method, other, replay);
    }
}
