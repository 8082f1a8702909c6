package dev.preceptor.teaching.prompt;

import dev.preceptor.teaching.RefinementRequest;
import java.util.List;

/** Prompt for the teacher's own solution; it does not mention the student's attempt. */
public final class DirectPrompt {

    private static final String ROLE =
            "You are an expert in Python. You answer with correct, plain programs, without explanations.";

    private DirectPrompt() {}

    public static List<ChatMessage> messages(RefinementRequest request) {
        StringBuilder text = new StringBuilder(PromptParts.of(request.task()));
        if (request.previous() != null) {
            text.append(PromptParts.previous(request.previous()));
        }
        text.append(PromptParts.answerForm(request.task()));
        return List.of(PromptParts.system(request.teacher().context(), ROLE), ChatMessage.user(text.toString()));
    }
}
