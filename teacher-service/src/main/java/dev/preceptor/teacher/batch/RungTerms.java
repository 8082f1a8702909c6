package dev.preceptor.teacher.batch;

import dev.preceptor.contracts.specification.BatchSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.chat.Payer;
import dev.preceptor.teaching.RefinementRequest;

/**
 * The rung of a run that is asked in batches, and who pays.
 *
 * @param teacher without its context, which each request has
 */
record RungTerms(Payer payer, TeacherSpecification teacher) {

    static RungTerms of(RefinementRequest request) {
        return new RungTerms(Payer.of(request), request.teacher().withContext(null));
    }

    BatchSpecification batch() {
        return teacher.batch();
    }

    String runId() {
        return payer.runId();
    }

    /** The name of the rung; null if there is one teacher. */
    String rung() {
        return payer.rung() == null ? null : payer.rung().name();
    }

    /** For logs. */
    String label() {
        return rung() == null ? runId() : runId() + ", " + rung();
    }
}
