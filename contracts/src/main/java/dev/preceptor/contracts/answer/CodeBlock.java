package dev.preceptor.contracts.answer;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A piece of code in an answer.
 *
 * @param language the first word of the fence's info string, in lower case; empty where there is none
 * @param code without the indentation of the fence
 * @param closed whether a fence ends the block; false where the answer ends within it
 * @param start offset of its first line in the answer, the fence included
 * @param end offset after its last line
 */
public record CodeBlock(String language, String code, boolean closed, int start, int end) {

    private static final Set<String> OTHER_LANGUAGES = Set.of(
            ("ada asm assembly awk bash basic bat batch c c# c++ clojure cmake cmd cobol coffeescript console cpp cs csharp css csv cuda"
                            + " cxx d dart diff dockerfile elixir erlang f# fortran fsharp go golang graphql groovy h haskell hpp html"
                            + " http ini java javascript js json json5 jsonl jsx julia kotlin latex less lisp lua makefile markdown"
                            + " math matlab md mermaid mysql nim objc objective-c objectivec ocaml octave pascal patch perl php plsql"
                            + " postgresql powershell prolog ps1 r racket rb regex ruby rust scala scheme scss sh shell solidity sql"
                            + " sqlite svg swift tex toml ts tsx typescript vb vba verilog vhdl xml yaml yml zig zsh")
                    .split(" "));
    private static final Pattern PYTHON = Pattern.compile("py(?:thon|con|torch)?[-_ ]?[0-9.]*|i?python[0-9.]*|.*\\.py");
    private static final Set<String> DIFFS = Set.of("diff", "patch");
    private static final Pattern UNIFIED = Pattern.compile("(?m)^@@ .*@@|^--- .*\\n\\+\\+\\+ |^<{5,} ?SEARCH");

    static String languageOf(String info) {
        String word = info.strip().replaceFirst("^\\{[. ]*", "").split("[\\s,:;={}]", 2)[0];
        return word.toLowerCase(Locale.ROOT);
    }

    static boolean isLanguage(String word) {
        return OTHER_LANGUAGES.contains(word) || PYTHON.matcher(word).matches();
    }

    /** Whether the block says that it is Python. */
    boolean isPython() {
        return PYTHON.matcher(language).matches();
    }

    /** Whether the block says that it is another language. An unknown language may be Python. */
    boolean isOtherLanguage() {
        return OTHER_LANGUAGES.contains(language);
    }

    /** Whether the block holds changes of lines in place of a program. */
    boolean isDiff() {
        return DIFFS.contains(language) || isDiff(code);
    }

    static boolean isDiff(String code) {
        if (UNIFIED.matcher(code).find()) {
            return true;
        }
        boolean removes = false;
        boolean adds = false;
        for (String line : code.split("\n", -1)) {
            if (!line.isEmpty() && "+- ".indexOf(line.charAt(0)) < 0) {
                return false;
            }
            removes |= line.startsWith("-");
            adds |= line.startsWith("+");
        }
        return removes && adds;
    }

    CodeBlock withCode(String other) {
        return new CodeBlock(language, other, closed, start, end);
    }
}
