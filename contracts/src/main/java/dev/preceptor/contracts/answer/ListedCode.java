package dev.preceptor.contracts.answer;

import dev.preceptor.contracts.python.PythonLines;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Code as books and notebooks show it: with line numbers, and with commands of IPython, which Python refuses. */
final class ListedCode {

    private static final Pattern NUMBERED = Pattern.compile("[ \\t]*(\\d{1,4})(?:[ \\t]?[:.|)])?(?: (.*)|\\t(.*)|)");
    private static final Pattern COMMAND = Pattern.compile("(?:!|%{1,2})[A-Za-z].*");
    private static final int FEWEST_LINES = 2;

    private ListedCode() {}

    /** The code without line numbers and commands; other code stays as it is. */
    static String plain(String code) {
        return withoutCommands(withoutNumbers(code));
    }

    /** Removes the numbers of lines if each line has one, and each is by one greater than the one before. */
    private static String withoutNumbers(String code) {
        List<String> lines = code.stripTrailing().lines().toList();
        List<String> plain = new ArrayList<>();
        int expected = -1;
        for (String line : lines) {
            Matcher numbered = NUMBERED.matcher(line);
            if (!numbered.matches()) {
                return code;
            }
            int number = Integer.parseInt(numbered.group(1));
            if (expected >= 0 && number != expected) {
                return code;
            }
            expected = number + 1;
            String rest = numbered.group(2) != null ? numbered.group(2) : numbered.group(3);
            plain.add(rest == null ? "" : rest);
        }
        return plain.size() < FEWEST_LINES ? code : Indentation.without(plain, Integer.MAX_VALUE);
    }

    private static String withoutCommands(String code) {
        if (code.indexOf('!') < 0 && code.indexOf('%') < 0) {
            return code;
        }
        PythonLines python = new PythonLines();
        List<String> kept = new ArrayList<>();
        for (String line : code.split("\n", -1)) {
            if (python.goesOn() || !COMMAND.matcher(line).matches()) {
                python.add(line);
                kept.add(line);
            }
        }
        return String.join("\n", kept);
    }
}
