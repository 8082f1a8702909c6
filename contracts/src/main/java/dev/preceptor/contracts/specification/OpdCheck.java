package dev.preceptor.contracts.specification;

import java.util.List;

/** Checks that a run's attempts can be scored as {@code opd} says. */
final class OpdCheck {

    private OpdCheck() {}

    /**
     * @param methods null if there is one method
     * @param teachers the rungs, of which the last one scores
     * @throws InvalidSpecificationException naming the setting
     */
    static void require(
            Method method, List<Method> methods, OpdSpecification opd, List<TeacherSpecification> teachers) {
        if (method != Method.OPD && methods == null) {
            throw new InvalidSpecificationException(
                    "opd", "is for the method opd: write method: opd, or methods: [" + method.label() + ", opd]");
        }
        if (methods != null && (opd.scoresPassed() || opd.shows(ScoreContext.REFINEMENT))) {
            throw new InvalidSpecificationException(
                    opd.scoresPassed() ? "opd.on" : "opd.context",
                    "with methods, opd scores the attempts that " + method.label()
                            + " left untaught: they failed, and no refinement of them passed. "
                            + (opd.scoresPassed() ? "Leave on out" : "Leave refinement out"));
        }
        requireScorer(teachers);
        requireSelfOnlyScores(methods, opd, teachers);
        if (teachers.stream().anyMatch(teacher -> teacher.logprobs() != null)) {
            throw new InvalidSpecificationException(
                    teachers.size() > 1 ? "teachers" : "teacher.logprobs",
                    "asks for log-probabilities of the teacher's text; the method opd asks for those of the student's attempts"
                            + " (opd.topK): leave logprobs out");
        }
    }

    private static void requireScorer(List<TeacherSpecification> teachers) {
        TeacherSpecification scorer = teachers.get(teachers.size() - 1);
        String place = teachers.size() > 1 ? "teachers[" + (teachers.size() - 1) + "]" : "teacher";
        if (!scorer.backend().equals("openai") && !scorer.isSelf()) {
            throw new InvalidSpecificationException(
                    place + ".backend",
                    "is " + scorer.backend()
                            + "; the method opd needs log-probabilities of a given text, which servers such as vLLM report: use the"
                            + " backend openai with such a server, or self");
        }
        if (scorer.batch() != null) {
            throw new InvalidSpecificationException(
                    place + ".batch", "scores are not requested in batches: leave it out");
        }
    }

    private static void requireSelfOnlyScores(
            List<Method> methods, OpdSpecification opd, List<TeacherSpecification> teachers) {
        if (!teachers.get(0).isSelf()) {
            return;
        }
        if (methods != null || opd.shows(ScoreContext.REFINEMENT)) {
            throw new InvalidSpecificationException(
                    "teacher.backend",
                    "self scores attempts and writes no answers, but "
                            + (methods == null
                                    ? "opd.context has the refinement"
                                    : "the first of methods asks for some"));
        }
    }

    /**
     * @throws InvalidSpecificationException if the student scores as it came, but its server has replaced those weights by the time of
     *     the second round
     */
    static void requireServedWeights(StudentSpecification student, List<TeacherSpecification> teachers, int rounds) {
        TeacherSpecification scorer = teachers.get(teachers.size() - 1);
        if (scorer.isSelf()
                && !scorer.isOfCheckpoint()
                && scorer.baseUrl() == null
                && student.replacesWeights()
                && rounds > 1) {
            throw new InvalidSpecificationException(
                    "teacher.weights",
                    "is base, but with student.rollout: sglang the server has only the newest checkpoint in the second round: set it to"
                            + " checkpoint, or teacher.baseUrl to a server of the student as it came");
        }
    }

    /** @throws InvalidSpecificationException if a teacher only scores attempts, although the run scores none */
    static void forbidSelf(List<TeacherSpecification> teachers) {
        if (teachers.stream().anyMatch(TeacherSpecification::isSelf)) {
            throw new InvalidSpecificationException(
                    "teacher.backend", "self scores attempts and writes no answers: it is for method: opd");
        }
    }

    /** @throws InvalidSpecificationException if the attempts are texts without tokens, or would be taken for labels */
    static void requireLabels(PracticeSpecification practice, TrainingSpecification training) {
        if (practice.recorded() != null) {
            throw new InvalidSpecificationException(
                    "practice.recorded",
                    "recorded attempts are texts, and the method opd scores the tokens that the student generated: leave it out");
        }
        if (training.soft() != null) {
            throw new InvalidSpecificationException(
                    "training.soft", "opd.loss and opd.beta say how scored attempts are trained: leave it out");
        }
        if (training.validationFraction() > 0) {
            throw new InvalidSpecificationException(
                    "training.validationFraction",
                    "measures the cross-entropy of examples that are held out, but an attempt that was scored is no label: set it to 0");
        }
    }
}
