package dev.preceptor.stage.deadletter;

/** Stands for a reason whose message is too long for a header. */
final class ShortenedReason extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int LONGEST = 2_000;

    private ShortenedReason(String message) {
        super(message, null, false, false);
    }

    /** The reason itself where neither its message nor that of its cause is long. */
    static Throwable of(Throwable reason) {
        boolean isShort = isShort(reason) && (reason.getCause() == null || isShort(reason.getCause()));
        String message = String.valueOf(reason.getMessage());
        return isShort
                ? reason
                : new ShortenedReason(message.length() <= LONGEST ? message : message.substring(0, LONGEST) + " ...");
    }

    private static boolean isShort(Throwable reason) {
        return reason.getMessage() == null || reason.getMessage().length() <= LONGEST;
    }
}
