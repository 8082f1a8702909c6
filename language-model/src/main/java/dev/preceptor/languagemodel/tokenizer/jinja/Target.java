package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.List;

/** What an assignment or a loop binds values to. */
@FunctionalInterface
interface Target {

    /** @throws JinjaException if the value cannot be bound */
    void bind(Scope scope, Object value);

    static Target variable(String name) {
        return (scope, value) -> scope.set(name, value);
    }

    /** {@code namespace.name}. */
    static Target attribute(String namespace, String name) {
        return (scope, value) -> {
            if (!(scope.get(namespace) instanceof Functions.Namespace found)) {
                throw new JinjaException(namespace + " is not a namespace, so that " + name + " cannot be set");
            }
            found.put(name, value);
        };
    }

    /** {@code a, (b, c)}: a value is taken apart, and each part is bound to one of the targets. */
    static Target parts(List<Target> targets) {
        List<Target> each = List.copyOf(targets);
        return (scope, value) -> {
            List<Object> parts = Values.list(value);
            if (parts.size() != each.size()) {
                throw new JinjaException(parts.size() + " values for " + each.size() + " variables");
            }
            for (int i = 0; i < parts.size(); i++) {
                each.get(i).bind(scope, parts.get(i));
            }
        };
    }
}
