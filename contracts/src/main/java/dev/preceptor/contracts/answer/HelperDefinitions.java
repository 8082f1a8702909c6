package dev.preceptor.contracts.answer;

import dev.preceptor.contracts.python.PythonBlocks;
import dev.preceptor.contracts.python.PythonTokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Adds the imports, functions and classes that a program uses and another block of the answer defines. Other statements of these blocks
 * are examples of use and are left out. Of two definitions of one name the last counts.
 */
final class HelperDefinitions {

    private static final Pattern DEFINITION = Pattern.compile("(?:@.*\\n\\s*)*+(?:async\\s+)?(?:def|class)\\s+(\\w+)");
    private static final Pattern CONSTANT = Pattern.compile("([A-Z][A-Z0-9_]+)\\s*(?::[^=\\n]+)?=(?!=)");
    private static final Pattern IMPORT =
            Pattern.compile("import\\s+(.+)|from\\s+[\\w.]+\\s+import\\s+(.+)", Pattern.DOTALL);

    private HelperDefinitions() {}

    /** Returns the program with the definitions before it that it needs, in the order of the blocks. */
    static String before(String program, List<CodeBlock> others) {
        List<String> statements = new ArrayList<>();
        for (CodeBlock other : others) {
            PythonBlocks.of(other.code()).ifPresent(statements::addAll);
        }
        Map<String, Integer> definitions = new LinkedHashMap<>();
        for (int i = 0; i < statements.size(); i++) {
            int place = i;
            namesOf(statements.get(i)).forEach(name -> definitions.put(name, place));
        }
        Set<String> defined = new HashSet<>();
        PythonBlocks.of(program).ifPresent(own -> own.forEach(statement -> defined.addAll(boundIn(statement))));
        TreeMap<Integer, String> needed = new TreeMap<>();
        List<String> unread = new ArrayList<>(List.of(program));
        while (!unread.isEmpty()) {
            for (String name : new HashSet<>(PythonTokens.of(unread.remove(0)))) {
                Integer place = defined.contains(name) ? null : definitions.get(name);
                if (place != null && needed.put(place, statements.get(place)) == null) {
                    unread.add(statements.get(place));
                }
            }
        }
        return needed.isEmpty() ? program : String.join("\n", needed.values()) + "\n\n" + program;
    }

    /** The names that a statement at the margin binds, where it may be taken from another block. */
    private static List<String> namesOf(String statement) {
        Matcher definition = DEFINITION.matcher(statement);
        if (definition.lookingAt()) {
            return List.of(definition.group(1));
        }
        Matcher constant = CONSTANT.matcher(statement);
        if (constant.lookingAt()) {
            return List.of(constant.group(1));
        }
        Matcher imported = IMPORT.matcher(statement);
        return imported.lookingAt() ? importedNames(imported) : List.of();
    }

    private static List<String> importedNames(Matcher imported) {
        boolean modules = imported.group(1) != null;
        List<String> names = new ArrayList<>();
        String list = modules ? imported.group(1) : imported.group(2);
        for (String each : list.replaceAll("#.*|[()]", " ").split(",")) {
            String[] words = each.strip().split("\\s+as\\s+");
            String name = words[words.length - 1].strip();
            names.add(modules && words.length == 1 ? name.split("\\.")[0] : name);
        }
        return names;
    }

    /** The names that a statement of the program itself binds. */
    private static List<String> boundIn(String statement) {
        List<String> names = namesOf(statement);
        Matcher assigned = Pattern.compile("(\\w+)\\s*(?::[^=\\n]+)?=(?!=)").matcher(statement);
        return names.isEmpty() && assigned.lookingAt() ? List.of(assigned.group(1)) : names;
    }
}
