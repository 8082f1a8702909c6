package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * The tasks of a run whose result changed, in both directions.
 *
 * @param exam of the first answers of the last exam, compared with the untrained student; null while one of the two exams is missing
 * @param practice of each round after the first, compared with the round before it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Flips(ExamFlips exam, List<PracticeFlips> practice) {}
