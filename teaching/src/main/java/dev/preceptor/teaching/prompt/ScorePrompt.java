package dev.preceptor.teaching.prompt;

import dev.preceptor.contracts.specification.OpdSpecification;
import dev.preceptor.contracts.specification.ScoreContext;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.teaching.ScoreRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Prompt under which a teacher scores the student's attempt: the message that the student got, and what {@code opd.context} adds to it. The
 * attempt itself is not in the prompt: its tokens follow as the answer.
 */
public final class ScorePrompt {

    private ScorePrompt() {}

    public static List<ChatMessage> messages(ScoreRequest request) {
        OpdSpecification settings = request.settings();
        List<ChatMessage> messages = new ArrayList<>();
        String manual = request.teacher().context();
        if (manual != null && settings.shows(ScoreContext.MANUAL)) {
            messages.add(ChatMessage.system("The tasks are about what this text describes:\n\n" + manual.strip()));
        }
        messages.add(ChatMessage.user(
                StudentPrompt.forTask(request.assignment().task()).asMessage() + hints(request, settings)));
        return List.copyOf(messages);
    }

    private static String hints(ScoreRequest request, OpdSpecification settings) {
        StringBuilder hints = new StringBuilder();
        List<String> solutions = request.assignment().task().solutions();
        if (settings.shows(ScoreContext.SOLUTION) && !solutions.isEmpty()) {
            hints.append("\n\nThis program is a correct answer:\n").append(PromptParts.python(solutions.get(0)));
        }
        if (settings.shows(ScoreContext.REFINEMENT) && request.refinement() != null) {
            hints.append("\n\nThis correction of an earlier answer passes the tests:\n")
                    .append(PromptParts.python(request.refinement()));
        }
        if (settings.shows(ScoreContext.FEEDBACK) && request.feedback() != null) {
            hints.append("\n\nAn earlier answer failed. This came of it when it was run:\n")
                    .append(PromptParts.quoted(request.feedback()));
        }
        return hints.isEmpty()
                ? ""
                : hints.append("\n\nAnswer the task correctly, in the form asked for above.")
                        .toString();
    }
}
