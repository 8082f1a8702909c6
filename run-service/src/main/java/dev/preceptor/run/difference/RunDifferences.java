package dev.preceptor.run.difference;

import dev.preceptor.contracts.report.RunReport;
import java.util.List;

/**
 * Runs side by side.
 *
 * @param runs their reports, in the order of the request
 * @param settings the settings that are not the same in all of them
 * @param exams the difference of each run's last exam to those of the runs before it, where both have scores for the same tasks
 */
public record RunDifferences(List<RunReport> runs, List<SettingDifference> settings, List<ExamDifference> exams) {}
