package dev.preceptor.student.openai;

import dev.preceptor.stage.deadletter.HoldsRun;

/** The student's server, or this service's settings for it, refuse every request of the run until a person changes that. */
public final class StudentRefusedException extends StudentServerException implements HoldsRun {

    private static final long serialVersionUID = 1L;

    StudentRefusedException(String message) {
        super(message);
    }
}
