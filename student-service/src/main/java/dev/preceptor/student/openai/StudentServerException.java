package dev.preceptor.student.openai;

/** The student's server gave no answer: a fault of the infrastructure, not of the student. The message is one line. */
public class StudentServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StudentServerException(String message) {
        super(message);
    }
}
