package dev.preceptor.teacher.chat;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teaching.ScoreRequest;
import java.util.Optional;

/**
 * Finds the server of a run's student, which scores its own attempts with the backend {@code self}: that of its specification, or the
 * student-service that generates its attempts.
 */
public final class StudentServer {

    private final Optional<String> studentService;
    private final Optional<String> credential;

    /**
     * @param studentService the URL of student-service, without a path
     * @param credential the name of its token
     */
    public StudentServer(Optional<String> studentService, Optional<String> credential) {
        this.studentService = studentService.map(url -> url.replaceAll("/+$", "") + "/v1");
        this.credential = credential;
    }

    /** The teacher as a model on the student's server; empty if no server is known. */
    Optional<TeacherSpecification> teacherOf(ScoreRequest request) {
        TeacherSpecification self = request.teacher();
        Assignment assignment = request.assignment();
        StudentSpecification student = assignment.student();
        CheckpointReference checkpoint = assignment.checkpoint();
        boolean trained = self.isOfCheckpoint() && checkpoint.round() > 0;
        if (student.backend().equals("openai")) {
            String model = trained ? student.requested(assignment.runId(), checkpoint) : student.servedModel();
            if (self.baseUrl() != null) {
                return Optional.of(self.servedAt(self.baseUrl(), model));
            }
            TeacherSpecification served = withKey(self.servedAt(student.baseUrl(), model), student.apiKeyEnv());
            return Optional.of(student.replacesWeights() ? served.withScoreApi("sglang") : served);
        }
        String model = trained
                ? ArtifactStore.jobOf(checkpoint)
                        .map(job -> "checkpoint:" + job)
                        .orElse(null)
                : "run:" + assignment.runId();
        if (model == null) {
            return Optional.empty();
        }
        return self.baseUrl() == null
                ? studentService.map(url -> withKey(self.servedAt(url, model), credential.orElse(null)))
                : Optional.of(self.servedAt(self.baseUrl(), model));
    }

    private static TeacherSpecification withKey(TeacherSpecification served, String credential) {
        return served.apiKeyEnv() == null ? served.withApiKeyEnv(credential) : served;
    }
}
