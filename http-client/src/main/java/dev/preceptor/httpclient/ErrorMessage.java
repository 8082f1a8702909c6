package dev.preceptor.httpclient;

/** What a server says about a failed request, made safe to log. */
public final class ErrorMessage {

    private ErrorMessage() {}

    /**
     * The text as one line of limited length, without the key. Servers quote what they were sent, and a key must not reach a log
     * that way.
     *
     * @param key null for none
     * @param maxLength in characters; what is longer ends with an ellipsis
     */
    public static String of(String text, String key, int maxLength) {
        String line = text.strip().replaceAll("\\s+", " ");
        String safe = key == null || key.isEmpty() ? line : line.replace(key, "(key)");
        return safe.length() <= maxLength ? safe : safe.substring(0, maxLength) + "...";
    }
}
