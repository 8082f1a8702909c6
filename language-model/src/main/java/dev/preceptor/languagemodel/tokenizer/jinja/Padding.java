package dev.preceptor.languagemodel.tokenizer.jinja;

/** Texts filled up to a width. */
final class Padding {

    private static final int GREATEST_WIDTH = 10_000;

    private Padding() {}

    static String left(String text, int width, String fill) {
        return fill.repeat(missing(text, width)) + text;
    }

    static String right(String text, int width, String fill) {
        return text + fill.repeat(missing(text, width));
    }

    /** Python puts the odd space to the left where the width is odd, too. */
    static String center(String text, int width) {
        int missing = missing(text, width);
        int left = missing / 2 + (missing & width & 1);
        return " ".repeat(left) + text + " ".repeat(missing - left);
    }

    /** Python's zfill: a sign stays in front. */
    static String zeros(String text, int width) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String sign = signed ? text.substring(0, 1) : "";
        return sign + "0".repeat(missing(text, width)) + text.substring(sign.length());
    }

    private static int missing(String text, int width) {
        if (width > GREATEST_WIDTH) {
            throw new JinjaException("a text of more than " + GREATEST_WIDTH + " characters");
        }
        return Math.max(0, width - Values.length(text));
    }
}
