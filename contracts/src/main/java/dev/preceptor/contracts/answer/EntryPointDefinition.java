package dev.preceptor.contracts.answer;

import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises the definition of an entry point: a function, a class, a method, or a name that is assigned at the margin. An entry point
 * such as {@code Solution().solve} needs both definitions.
 */
public final class EntryPointDefinition {

    private static final Pattern PLACEHOLDER = Pattern.compile("pass|\\.\\.\\.|raise\\s+NotImplementedError.*");

    private final List<Pattern> definitions;

    /** @param entryPoint null if the program is a whole script: then any line is a definition */
    public EntryPointDefinition(String entryPoint) {
        this.definitions = entryPoint == null
                ? List.of(Pattern.compile("(?m)^\\S"))
                : Arrays.stream(entryPoint.split("\\W+"))
                        .filter(name -> !name.isEmpty())
                        .map(EntryPointDefinition::definitionOf)
                        .toList();
    }

    private static Pattern definitionOf(String name) {
        String quoted = Pattern.quote(name);
        return Pattern.compile(
                "(?m)^[ \\t]*(?:async\\s+)?(?:def|class)\\s+" + quoted + "\\b|^" + quoted + "\\s*(?::[^=\\n]+)?=(?!=)");
    }

    public boolean isIn(String code) {
        return definitions.stream()
                .allMatch(definition -> definition.matcher(code).find());
    }

    /** Offset of the first line of the definition; -1 where there is none. */
    public int startIn(String code) {
        Matcher matcher = definitions.get(0).matcher(code);
        return matcher.find() ? matcher.start() : -1;
    }

    /** Whether the definition has a body: more than a docstring and a placeholder. */
    boolean hasBodyIn(String code) {
        List<Integer> starts = definitions
                .get(definitions.size() - 1)
                .matcher(code)
                .results()
                .map(MatchResult::start)
                .toList();
        for (int i = 0; i < starts.size(); i++) {
            int end = i + 1 < starts.size() ? starts.get(i + 1) : code.length();
            if (hasBody(code.substring(starts.get(i), end))) {
                return true;
            }
        }
        return starts.isEmpty();
    }

    private static boolean hasBody(String definition) {
        List<String> lines = definition
                .replaceAll("(?s)\"\"\".*?\"\"\"|'''.*?'''", "pass")
                .lines()
                .toList();
        int indent = Indentation.of(lines.get(0));
        int colon = lines.get(0).lastIndexOf(':');
        if (colon < 0 || isBody(lines.get(0).substring(colon + 1))) {
            return true;
        }
        for (String line : lines.subList(1, lines.size())) {
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            if (Indentation.of(line) <= indent) {
                return false;
            }
            if (isBody(line)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBody(String line) {
        String code = line.strip();
        return !code.isEmpty()
                && !code.startsWith("#")
                && !PLACEHOLDER.matcher(code).matches();
    }
}
