package dev.preceptor.contracts.event;

import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.TeacherSpecification;

/** How a failed practice attempt is taught: the distillation method and the teacher. */
public record Teaching(Method method, TeacherSpecification teacher) {}
