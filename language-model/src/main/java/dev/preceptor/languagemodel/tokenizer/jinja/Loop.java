package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code {% for names in items if condition %} body {% else %} empty {% endfor %}}.
 *
 * @param names one, or several that each item is taken apart into
 * @param condition null where there is none
 */
record Loop(List<String> names, Expression items, Expression condition, Node body, Node empty) implements Node {

    @Override
    public Flow render(Scope scope, StringBuilder output) {
        List<Object> chosen = new ArrayList<>();
        for (Object item : Values.list(items.evaluate(scope))) {
            scope.step();
            if (condition == null || Values.truth(condition.evaluate(bound(scope, item)))) {
                chosen.add(item);
            }
        }
        if (chosen.isEmpty()) {
            return empty.render(scope, output);
        }
        for (int i = 0; i < chosen.size(); i++) {
            Scope inner = bound(scope, chosen.get(i));
            inner.set("loop", state(chosen, i));
            if (body.render(inner, output) == Flow.BREAK) {
                break;
            }
        }
        return Flow.NEXT;
    }

    private Scope bound(Scope scope, Object item) {
        Scope inner = scope.inner();
        if (names.size() == 1) {
            inner.set(names.get(0), item);
            return inner;
        }
        List<Object> parts = Values.list(item);
        if (parts.size() != names.size()) {
            throw new JinjaException("a loop over " + names + " got an item of " + parts.size() + " parts");
        }
        for (int i = 0; i < parts.size(); i++) {
            inner.set(names.get(i), parts.get(i));
        }
        return inner;
    }

    private static Map<String, Object> state(List<Object> items, int index) {
        int size = items.size();
        Map<String, Object> state = new HashMap<>();
        state.put("index", index + 1L);
        state.put("index0", (long) index);
        state.put("revindex", (long) size - index);
        state.put("revindex0", size - index - 1L);
        state.put("first", index == 0);
        state.put("last", index == size - 1);
        state.put("length", (long) size);
        state.put("previtem", index > 0 ? items.get(index - 1) : new Undefined("previtem"));
        state.put("nextitem", index < size - 1 ? items.get(index + 1) : new Undefined("nextitem"));
        state.put("cycle", (Callable) arguments ->
                arguments.positional().get(index % arguments.positional().size()));
        return state;
    }
}
