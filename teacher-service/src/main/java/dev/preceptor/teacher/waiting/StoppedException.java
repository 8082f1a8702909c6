package dev.preceptor.teacher.waiting;

/** The service stops; what was being done will be done again by whoever is given the event next. */
public final class StoppedException extends RuntimeException {

    public StoppedException() {
        super("the service stops");
    }
}
