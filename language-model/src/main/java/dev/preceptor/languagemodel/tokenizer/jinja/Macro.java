package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code {% macro name(parameters) %} body {% endmacro %}}, bound to the scope that it was defined in.
 *
 * @param parameters by name, each with its default; null for one that has none
 */
record Macro(Map<String, Expression> parameters, Node body, Scope scope) implements Callable {

    /** The name under which a macro finds the body of its {@code call} block. */
    static final String CALLER = "caller";

    @Override
    public Object call(Arguments arguments) {
        Scope inner = scope.inner();
        int position = 0;
        for (Map.Entry<String, Expression> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            Expression otherwise = parameter.getValue();
            if (arguments.has(position, name)) {
                inner.set(name, arguments.get(position, name, null));
            } else {
                inner.set(name, otherwise == null ? new Undefined(name) : otherwise.evaluate(inner));
            }
            position++;
        }
        inner.set("varargs", Tuple.of(arguments.from(parameters.size()).positional()));
        Map<String, Object> others = new LinkedHashMap<>(arguments.named());
        others.keySet().removeAll(parameters.keySet());
        if (others.remove(CALLER) instanceof Callable caller) {
            inner.set(CALLER, caller);
        }
        inner.set("kwargs", others);
        StringBuilder output = new StringBuilder();
        body.render(inner, output);
        return output.toString();
    }
}
