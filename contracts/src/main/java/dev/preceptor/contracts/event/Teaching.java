package dev.preceptor.contracts.event;

import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.TeacherSpecification;

/** What becomes of a practice attempt that fails: by which method it is taught, and by which teacher. */
public record Teaching(Method method, TeacherSpecification teacher) {}
