package dev.preceptor.contracts.event;

/**
 * How a run gets its practice tasks from the teacher.
 *
 * @param id the id of the {@link Job} that generates them
 * @param draftsId the id that the drafts have as their run
 * @param seeds example tasks
 * @param request the job's request: one line with the {@link GenerationSettings}
 */
public record PracticeGeneration(String id, String draftsId, DataSet seeds, DataSet request) {}
