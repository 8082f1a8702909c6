package dev.preceptor.teacher.prompt;

import dev.preceptor.teacher.lesson.Question;
import java.util.List;

/** Asks for the teacher's own solution; of the student's attempt it says nothing. */
public final class DirectPrompt {

    private static final String ROLE =
            "You are an expert in Python. You answer with correct, plain programs, without explanations.";

    private DirectPrompt() {}

    public static List<ChatMessage> messages(Question question) {
        StringBuilder text = new StringBuilder(TaskText.of(question.task()));
        if (question.previous() != null) {
            text.append(TaskText.previous(question.previous()));
        }
        text.append(TaskText.form(question.task()));
        return List.of(ChatMessage.system(ROLE), ChatMessage.user(text.toString()));
    }
}
