package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.specification.TeacherSpecification;

/** A protocol for chat completions; {@code teacher.backend} selects it. */
public interface ChatBackend {

    /** @throws IllegalArgumentException if the teacher's base URL is not an http or https URL */
    ChatEndpoint connect(TeacherSpecification teacher);
}
