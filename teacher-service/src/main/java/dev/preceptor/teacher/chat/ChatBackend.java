package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.specification.TeacherSpecification;

/** A protocol in which language models are asked; {@code teacher.backend} names it. */
public interface ChatBackend {

    /** @throws IllegalArgumentException if the teacher's base URL is none */
    ChatEndpoint connect(TeacherSpecification teacher);
}
