package dev.preceptor.trainer.program;

/** The end of a program's output, for the message about its failure. */
public final class OutputEnd {

    private static final int LENGTH = 1000;

    private OutputEnd() {}

    /** The last 1,000 characters on one line, to be appended to a message; empty if there is only white space. */
    public static String appended(String output) {
        String text = output.substring(Math.max(0, output.length() - LENGTH)).strip();
        return text.isEmpty() ? "" : "; its output ends with: " + text.replaceAll("\\s+", " ");
    }
}
