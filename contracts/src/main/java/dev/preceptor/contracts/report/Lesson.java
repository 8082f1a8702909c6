package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.Verdict;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * What happened to one task in one round, for display to users.
 *
 * @param attempt the student's program
 * @param feedback the description of its failure; null if it passed
 * @param refinement the teacher's program; null if there is none
 * @param reason why nothing was taught, in words; null if the task was solved or taught
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
        Verdict verdict,
        String feedback,
        String refinement,
        String teacherModel,
        String reason) {}
