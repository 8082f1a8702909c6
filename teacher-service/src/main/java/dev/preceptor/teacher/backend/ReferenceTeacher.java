package dev.preceptor.teacher.backend;

import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teacher.lesson.Question;
import dev.preceptor.teacher.lesson.Teacher;
import dev.preceptor.teacher.program.EditDistance;
import java.util.Comparator;
import java.util.List;

/**
 * No model: answers with the task's known solutions, and costs nothing. Asked to mend an attempt, it gives the solution
 * nearest to it in the first try, the second nearest in the second, and so on (equally near ones in the task's order);
 * asked for its own solution, they come in the task's order.
 */
public final class ReferenceTeacher implements Teacher {

    @Override
    public Answer ask(Question question) {
        String model = question.teacher().model();
        List<String> solutions = question.task().solutions();
        if (question.number() > solutions.size()) {
            String detail =
                    "The task has " + solutions.size() + " known solutions; this is try " + question.number() + ".";
            return Answer.without(RefinementOutcome.NO_CODE, detail, model);
        }
        String solution = inOrder(question, solutions).get(question.number() - 1);
        return new Answer(RefinementOutcome.ANSWERED, solution, null, model, 0, 0, 0, 0);
    }

    private static List<String> inOrder(Question question, List<String> solutions) {
        if (question.kind() == RefinementKind.DIRECT) {
            return solutions;
        }
        String attempt = question.attempt();
        return solutions.stream()
                .map(solution -> new Candidate(solution, EditDistance.between(solution, attempt)))
                .sorted(Comparator.comparingInt(Candidate::distance))
                .map(Candidate::solution)
                .toList();
    }

    private record Candidate(String solution, int distance) {}
}
