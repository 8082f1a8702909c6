package dev.preceptor.contracts.report;

import java.util.List;

/**
 * The practice tasks that the student solved in only one of two successive rounds.
 *
 * @param round the later round
 * @param gained the number of tasks that it solved in the later round only
 * @param lost the number of tasks that it solved in the earlier round only
 * @param gainedTasks the ids of the first of them
 * @param lostTasks the ids of the first of them
 */
public record PracticeFlips(int round, int gained, int lost, List<String> gainedTasks, List<String> lostTasks) {}
