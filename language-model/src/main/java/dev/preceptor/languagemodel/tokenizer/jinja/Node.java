package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.List;

/** A part of a template that writes output. */
@FunctionalInterface
interface Node {

    /** Whether a loop's body goes on after a part of it. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    Flow render(Scope scope, StringBuilder output);

    static Node sequence(List<Node> nodes) {
        List<Node> parts = List.copyOf(nodes);
        return (scope, output) -> {
            for (Node part : parts) {
                Flow flow = part.render(scope, output);
                if (flow != Flow.NEXT) {
                    return flow;
                }
            }
            return Flow.NEXT;
        };
    }
}
