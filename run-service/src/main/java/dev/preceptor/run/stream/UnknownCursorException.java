package dev.preceptor.run.stream;

/** The cursor of a page was never given out. */
public final class UnknownCursorException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnknownCursorException() {
        super("after: is not a cursor that a page's link named");
    }
}
