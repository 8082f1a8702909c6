package dev.preceptor.teaching.prompt;

import dev.preceptor.contracts.python.NormalForm;

/** How a prompt writes the programs of the student and of teachers, and the feedback on them. */
enum ProgramText {
    /** As they are. */
    VERBATIM,
    /** In the form that is the same for programs that differ only in comments, docstrings and spacing. */
    NORMAL_FORM;

    String program(String code) {
        return this == VERBATIM || code == null ? code : NormalForm.of(code);
    }

    /** The last line of a feedback quotes the program's line that failed, with its number. It says nothing that the program does not. */
    String feedback(String text) {
        return this == VERBATIM || text == null
                ? text
                : text.replaceAll("(?m)^Line \\d+: .*$", "").strip();
    }
}
