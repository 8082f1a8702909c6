package dev.preceptor.student;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.languagemodel.tokenizer.PromptFormat;
import java.util.List;

/** The prompt of an assignment. */
public final class AssignedPrompt {

    private AssignedPrompt() {}

    /** The task; or, in a refinement step, the earlier attempt at it with its feedback. */
    public static StudentPrompt of(Assignment assignment) {
        return assignment.earlier() == null
                ? StudentPrompt.forTask(assignment.task())
                : StudentPrompt.forRefinement(
                        assignment.task(),
                        assignment.earlier().code(),
                        assignment.earlier().feedback());
    }

    /** The programs that the prompt shows, which an answer may quote. */
    public static List<String> programsIn(Assignment assignment) {
        return assignment.earlier() == null || assignment.earlier().code() == null
                ? List.of()
                : List.of(assignment.earlier().code());
    }

    /** Whether a teacher scores the answer, so that its tokens are wanted. A correction of an attempt is not scored. */
    public static boolean wantsTokens(Assignment assignment) {
        return assignment.teaching() != null && assignment.teaching().opd() != null && assignment.earlier() == null;
    }

    /** The format of a student's prompts, as its specification sets it; the trainer uses the same. */
    public static PromptFormat format(StudentSpecification student) {
        return PromptFormat.of(student.prompt(), student.systemPrompt(), student.template(), student.date());
    }
}
