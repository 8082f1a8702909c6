package dev.preceptor.languagemodel.tokenizer.jinja;

/**
 * A piece of a template.
 *
 * @param kind what it is
 * @param text its characters; of a string, its value
 * @param line where it begins, from 1
 */
record Token(Kind kind, String text, int line) {

    enum Kind {
        /** Literal output between tags. */
        TEXT,
        /** The beginning of an expression to print. */
        PRINT_BEGIN,
        PRINT_END,
        TAG_BEGIN,
        TAG_END,
        NAME,
        STRING,
        NUMBER,
        OPERATOR,
        END
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    String shown() {
        return switch (kind) {
            case END -> "the end";
            case TEXT -> "text";
            case PRINT_BEGIN -> "{{";
            case PRINT_END -> "}}";
            case TAG_BEGIN -> "{%";
            case TAG_END -> "%}";
            default -> text;
        };
    }
}
