package dev.preceptor.teacher.backend;

import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teacher.lesson.Teacher;
import dev.preceptor.teacher.program.EditDistance;
import dev.preceptor.teaching.RefinementRequest;
import java.util.Comparator;
import java.util.List;

/**
 * A teacher without a model: answers with the task's known solutions, and costs nothing. To refine an attempt it returns the solution
 * nearest to it by {@link EditDistance} first, the second nearest at the second try, and so on (equal distances in the task's
 * order). To solve the task directly it returns the solutions in the task's order.
 */
public final class ReferenceTeacher implements Teacher {

    @Override
    public Answer answer(RefinementRequest request) {
        String model = request.teacher().model();
        List<String> solutions = request.task().solutions();
        int number = request.numberOfTeacher();
        if (number > solutions.size()) {
            String detail = "The task has " + solutions.size() + " known solutions; this is try " + number + ".";
            return Answer.without(RefinementOutcome.NO_CODE, detail, model);
        }
        String solution = ordered(request, solutions).get(number - 1);
        return new Answer(RefinementOutcome.ANSWERED, solution, null, model, 0, 0, Answer.Bill.FREE);
    }

    private static List<String> ordered(RefinementRequest request, List<String> solutions) {
        if (request.kind() == RefinementKind.DIRECT) {
            return solutions;
        }
        String attempt = request.attempt();
        return solutions.stream()
                .map(solution -> new Candidate(solution, EditDistance.between(solution, attempt)))
                .sorted(Comparator.comparingInt(Candidate::distance))
                .map(Candidate::solution)
                .toList();
    }

    private record Candidate(String solution, int distance) {}
}
