package dev.preceptor.teacher.prompt;

import dev.preceptor.teacher.lesson.Question;
import java.util.List;

/**
 * Asks to mend the student's program. It says outright that the program fails and must change, and that its idea may have to go:
 * weaker models give it back otherwise, or keep to an idea that cannot work.
 */
public final class RefinementPrompt {

    private static final String ROLE =
            "You teach Python by correcting students' programs. You answer with corrected programs, without explanations.";

    private RefinementPrompt() {}

    public static List<ChatMessage> messages(Question question) {
        StringBuilder text = new StringBuilder(TaskText.of(question.task()));
        if (question.attempt().isBlank()) {
            text.append("\n\nThe student's answer held no program.");
        } else {
            text.append("\n\nA student wrote this program. It is wrong:\n").append(TaskText.python(question.attempt()));
        }
        text.append("\n\nThis came of it when it was run:\n").append(TaskText.quoted(question.feedback()));
        if (question.previous() != null) {
            text.append(TaskText.previous(question.previous()));
        }
        text.append(question.attempt().isBlank() ? "\n\nWrite the program." : MEND)
                .append(TaskText.form(question.task()));
        return List.of(ChatMessage.system(ROLE), ChatMessage.user(text.toString()));
    }

    private static final String MEND =
            "\n\nFind the mistake behind this and mend the student's program. Keep whatever is right, and change as little as"
                    + " will make it correct for every input that the task allows, not for this one alone; but where its idea"
                    + " is wrong, take another. As it stands it fails: given back unchanged it is no correction.";
}
