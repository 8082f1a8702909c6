package dev.preceptor.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A command line for a person to repeat. Its text can be pasted into a shell. */
record ShellCommand(List<String> words) {

    private static final Pattern PLAIN = Pattern.compile("[\\w./:@%+=,-]+");

    ShellCommand {
        words = List.copyOf(words);
    }

    static ShellCommand of(String... words) {
        return new ShellCommand(List.of(words));
    }

    ShellCommand with(List<String> more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(more);
        return new ShellCommand(all);
    }

    /** The words, those in single quotes that a shell would read otherwise. */
    @Override
    public String toString() {
        return words.stream().map(ShellCommand::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
