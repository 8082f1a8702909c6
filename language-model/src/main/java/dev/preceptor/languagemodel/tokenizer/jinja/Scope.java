package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.HashMap;
import java.util.Map;

/** The variables that a part of a template sees, and the bounds of the rendering that it belongs to. */
final class Scope {

    private static final int GREATEST_STEPS = 1_000_000;
    private static final int GREATEST_OUTPUT = 4 << 20;

    /** What one rendering has used up. */
    private static final class Usage {
        private int steps;
    }

    private final Map<String, Object> variables;
    private final Scope parent;
    private final Usage usage;

    Scope(Map<String, ?> variables) {
        this.variables = new HashMap<>(variables);
        this.parent = null;
        this.usage = new Usage();
    }

    private Scope(Scope parent) {
        this.variables = new HashMap<>();
        this.parent = parent;
        this.usage = parent.usage;
    }

    Scope inner() {
        return new Scope(this);
    }

    Object get(String name) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            if (scope.variables.containsKey(name)) {
                return scope.variables.get(name);
            }
        }
        return Functions.global(name);
    }

    void set(String name, Object value) {
        variables.put(name, value);
    }

    /** Counts a step of the rendering, so that no template runs for ever. */
    void step() {
        if (++usage.steps > GREATEST_STEPS) {
            throw new JinjaException("more than " + GREATEST_STEPS + " steps");
        }
    }

    void print(String text, StringBuilder output) {
        step();
        if (output.length() + text.length() > GREATEST_OUTPUT) {
            throw new JinjaException("more than " + GREATEST_OUTPUT + " characters of output");
        }
        output.append(text);
    }
}
