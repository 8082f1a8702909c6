package dev.preceptor.student.rollout;

/**
 * An adapter in the folder that the servers see.
 *
 * @param runId the run that it belongs to
 * @param name the name by which the servers serve it
 * @param path its folder as the servers see it
 */
record PublishedAdapter(String runId, String name, String path) {}
