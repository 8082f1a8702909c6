package dev.preceptor.student.openai;

/** The server gave no answer: a fault of the infrastructure, never the student's. The message is one line. */
public final class StudentServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StudentServerException(String message) {
        super(message);
    }
}
