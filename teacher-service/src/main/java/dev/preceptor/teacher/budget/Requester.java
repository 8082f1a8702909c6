package dev.preceptor.teacher.budget;

/**
 * Who requests a call.
 *
 * @param purse the purse whose cap the call counts against
 * @param runId the run that the call is reported for
 * @param refinementId the refinement or draft that the answer is for
 */
public record Requester(String purse, String runId, String refinementId) {}
