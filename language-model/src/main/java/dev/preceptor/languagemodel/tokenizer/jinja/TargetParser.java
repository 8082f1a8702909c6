package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses what an assignment or a loop binds: {@code a}, {@code a, (b, c)} or {@code namespace.a}. */
final class TargetParser {

    private static final Set<String> CONSTANTS = Set.of("true", "false", "none", "True", "False", "None");

    private final TokenReader tokens;

    TargetParser(TokenReader tokens) {
        this.tokens = tokens;
    }

    /** Variables. */
    Target variables() {
        return list(false);
    }

    /** Variables and attributes of namespaces. */
    Target variablesAndAttributes() {
        return list(true);
    }

    /** One target, or several with commas between them. A comma may also follow the last one. */
    private Target list(boolean attributes) {
        List<Target> targets = new ArrayList<>(List.of(single(attributes)));
        boolean severalParts = false;
        while (tokens.skipOperator(",")) {
            severalParts = true;
            if (tokens.peek().isOperator(")") || tokens.peek().is(Token.Kind.TAG_END)) {
                break;
            }
            targets.add(single(attributes));
        }
        return severalParts ? Target.parts(targets) : targets.get(0);
    }

    private Target single(boolean attributes) {
        if (tokens.skipOperator("(")) {
            Target inner = tokens.peek().isOperator(")") ? Target.parts(List.of()) : list(false);
            tokens.operator(")");
            return inner;
        }
        if (CONSTANTS.contains(tokens.peek().text())) {
            throw tokens.unexpected("a variable");
        }
        String name = tokens.name();
        return attributes && tokens.skipOperator(".") ? Target.attribute(name, tokens.name()) : Target.variable(name);
    }
}
