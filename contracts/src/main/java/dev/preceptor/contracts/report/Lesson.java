package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Verdict;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * What happened to one sample of a practice task in one round, for display to users.
 *
 * @param outcome null while the sample has not ended
 * @param attempt the student's program; null if the teacher was assigned the task directly
 * @param attemptId null if the teacher was assigned the task directly
 * @param student the checkpoint that made the attempt; null if there is none
 * @param errorType the type of error that made the attempt fail: the name of a Python exception, {@code WRONG_RESULT}, or the name of
 *     the verdict; null if it did not fail
 * @param cases the results of the attempt's tests; the last ones are left out if they are very long
 * @param tests how many tests the attempt passed; null if it was not judged
 * @param feedback the description of the attempt's failure; null if it passed
 * @param refinement the teacher's last program; null if there is none
 * @param refinements all answers of the teacher, by number
 * @param examples the training examples that were made of the lesson
 * @param costUsd cost of the teacher's answers in US dollars
 * @param detail why the attempt could not be judged; null if it was
 * @param reason why nothing was taught, in words; null if the task was solved or taught
 * @param rung the name of the rung of the ladder whose answer became training examples; null if there are none, or one teacher
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record Lesson(
        String taskId,
        int round,
        int sample,
        Outcome outcome,
        String prompt,
        String attempt,
        String attemptId,
        CheckpointReference student,
        Verdict verdict,
        String errorType,
        List<CaseResult> cases,
        TestCounts tests,
        String feedback,
        String refinement,
        String teacherModel,
        List<LessonRefinement> refinements,
        List<LessonExample> examples,
        double costUsd,
        String detail,
        String reason,
        String rung)
        implements LessonBuilder.With {

    public Lesson {
        cases = cases == null ? List.of() : List.copyOf(cases);
        refinements = refinements == null ? List.of() : List.copyOf(refinements);
        examples = examples == null ? List.of() : List.copyOf(examples);
    }
}
