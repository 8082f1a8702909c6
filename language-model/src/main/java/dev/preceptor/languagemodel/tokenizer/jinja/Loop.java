package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code {% for target in items if condition %} body {% else %} empty {% endfor %}}.
 *
 * @param target what each item is bound to
 * @param condition null where there is none
 * @param recursive whether the body may call {@code loop} with further items
 */
record Loop(Target target, Expression items, Expression condition, Node body, Node empty, boolean recursive)
        implements Node {

    private static final String STATE = "loop";

    /** The state of a loop for its body, which a recursive loop's body calls with the items of the next level. */
    private static final class State extends HashMap<String, Object> implements Callable {
        private static final long serialVersionUID = 1L;
        private final transient Callable next;

        State(Callable next) {
            this.next = next;
        }

        @Override
        public Object call(Arguments arguments) {
            if (next == null) {
                throw new JinjaException("the loop is not recursive, so that it cannot be called");
            }
            return next.call(arguments);
        }
    }

    @Override
    public Flow render(Scope scope, StringBuilder output) {
        return render(scope, items.evaluate(scope), 1, output);
    }

    private Flow render(Scope scope, Object over, long depth, StringBuilder output) {
        Callable next = recursive
                ? arguments -> {
                    StringBuilder inner = new StringBuilder();
                    render(scope, arguments.required(0, "iterable"), depth + 1, inner);
                    return inner.toString();
                }
                : null;
        AtomicReference<Object> lastValues = new AtomicReference<>();
        List<Object> chosen = new ArrayList<>();
        for (Object item : Values.list(over)) {
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
            inner.set(STATE, state(chosen, i, depth, next, lastValues));
            if (body.render(inner, output) == Flow.BREAK) {
                break;
            }
        }
        return Flow.NEXT;
    }

    private Scope bound(Scope scope, Object item) {
        Scope inner = scope.inner();
        target.bind(inner, item);
        return inner;
    }

    private static State state(
            List<Object> items, int index, long depth, Callable next, AtomicReference<Object> lastValues) {
        int size = items.size();
        State state = new State(next);
        state.put("depth", depth);
        state.put("depth0", depth - 1);
        state.put("changed", (Callable)
                arguments -> !arguments.positional().equals(lastValues.getAndSet(arguments.positional())));
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
