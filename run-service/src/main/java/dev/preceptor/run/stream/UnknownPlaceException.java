package dev.preceptor.run.stream;

/** What a page is asked to come after was never the end of one. */
public final class UnknownPlaceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnknownPlaceException() {
        super("after: is no place that a page's link named");
    }
}
