package dev.preceptor.run.completion;

/** The student's endpoint gave no answer. The message is one line. */
final class EndpointException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    /**
     * @param status of the response to the client
     * @param code the endpoint's code of the error; null if it gave none
     */
    EndpointException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    boolean hasCode(String known) {
        return known.equals(code);
    }
}
