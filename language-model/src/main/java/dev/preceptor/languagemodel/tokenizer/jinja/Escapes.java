package dev.preceptor.languagemodel.tokenizer.jinja;

/** Backslash sequences of string literals, as Python has them; a backslash before anything else stays. */
final class Escapes {

    private Escapes() {}

    static String resolve(String literal, int line) {
        if (literal.indexOf('\\') < 0) {
            return literal;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c != '\\' || i + 1 == literal.length()) {
                text.append(c);
                continue;
            }
            char escaped = literal.charAt(++i);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case '0' -> text.append('\0');
                case 'a' -> text.append('\u0007');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'v' -> text.append('\u000B');
                case '\n' -> {
                    // A line that goes on.
                }
                case '\\', '\'', '"' -> text.append(escaped);
                case 'x', 'u' -> {
                    int digits = escaped == 'x' ? 2 : 4;
                    text.append(codeUnit(literal, i + 1, digits, line));
                    i += digits;
                }
                default -> text.append('\\').append(escaped);
            }
        }
        return text.toString();
    }

    private static char codeUnit(String literal, int from, int digits, int line) {
        try {
            return (char) Integer.parseInt(literal, from, from + digits, 16);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw JinjaException.at(line, "a character code in a string is not " + digits + " hexadecimal digits");
        }
    }
}
