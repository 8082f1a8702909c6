package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses a template's output and statements. */
final class TemplateParser {

    private final TokenReader tokens;
    private final ExpressionParser expressions;
    private final TargetParser targets;

    private TemplateParser(List<Token> tokens) {
        this.tokens = new TokenReader(tokens);
        this.expressions = new ExpressionParser(this.tokens);
        this.targets = new TargetParser(this.tokens);
    }

    static Node parse(String source) {
        TemplateParser parser = new TemplateParser(Lexer.tokens(source));
        Node template = parser.body(Set.of());
        if (!parser.tokens.peek().is(Token.Kind.END)) {
            throw parser.tokens.unexpected("the end of the template");
        }
        return template;
    }

    /** Everything up to a tag of one of these names, whose name is then next. */
    private Node body(Set<String> endings) {
        List<Node> nodes = new ArrayList<>();
        while (true) {
            Token token = tokens.peek();
            if (token.is(Token.Kind.TEXT)) {
                nodes.add(text(tokens.next().text()));
            } else if (token.is(Token.Kind.PRINT_BEGIN)) {
                tokens.next();
                nodes.add(located(print(expressions.listOrSingle()), token.line()));
                tokens.expect(Token.Kind.PRINT_END, "}}");
            } else if (token.is(Token.Kind.TAG_BEGIN)
                    && endings.contains(tokens.peek(1).text())) {
                tokens.next();
                break;
            } else if (token.is(Token.Kind.TAG_BEGIN)) {
                tokens.next();
                nodes.add(statement());
            } else if (endings.isEmpty()) {
                break;
            } else {
                throw tokens.unexpected("{% " + endings.iterator().next() + " %}");
            }
        }
        return Node.sequence(nodes);
    }

    private static Node text(String text) {
        return (scope, output) -> {
            scope.print(text, output);
            return Node.Flow.NEXT;
        };
    }

    private static Node print(Expression expression) {
        return (scope, output) -> {
            scope.print(Values.text(expression.evaluate(scope)), output);
            return Node.Flow.NEXT;
        };
    }

    private Node statement() {
        Token tag = tokens.expect(Token.Kind.NAME, "a tag's name");
        Node node =
                switch (tag.text()) {
                    case "if" -> condition();
                    case "for" -> loop();
                    case "set" -> assignment();
                    case "macro" -> macro();
                    case "generation" -> ended("endgeneration");
                    case "with" -> with();
                    case "filter" -> filtered();
                    case "call" -> call();
                    case "break" -> (scope, output) -> Node.Flow.BREAK;
                    case "continue" -> (scope, output) -> Node.Flow.CONTINUE;
                    default -> throw JinjaException.at(tag.line(), "the tag " + tag.text() + " is not supported");
                };
        tagEnd();
        return located(node, tag.line());
    }

    /** Adds the line to failures that do not know theirs. */
    private static Node located(Node node, int line) {
        return (scope, output) -> {
            try {
                return node.render(scope, output);
            } catch (JinjaException e) {
                throw e.getMessage().startsWith("line ") ? e : JinjaException.at(line, e.getMessage());
            }
        };
    }

    private void tagEnd() {
        tokens.expect(Token.Kind.TAG_END, "%}");
    }

    /** The rest of a block whose opening tag ends here, with its closing tag's name. */
    private Node ended(String ending) {
        tagEnd();
        Node body = body(Set.of(ending));
        tokens.next();
        return body;
    }

    private Node condition() {
        Expression condition = expressions.expression();
        tagEnd();
        Node yes = body(Set.of("endif", "else", "elif"));
        String ending = tokens.name();
        Node no =
                switch (ending) {
                    case "elif" -> condition();
                    case "else" -> ended("endif");
                    default -> Node.sequence(List.of());
                };
        return (scope, output) -> {
            scope.step();
            return Values.truth(condition.evaluate(scope)) ? yes.render(scope, output) : no.render(scope, output);
        };
    }

    private Node loop() {
        Target target = targets.variables();
        if (!tokens.skipName("in")) {
            throw tokens.unexpected("in");
        }
        Expression items = expressions.listOrSingleWithoutCondition();
        Expression condition = tokens.skipName("if") ? expressions.expression() : null;
        boolean recursive = tokens.skipName("recursive");
        tagEnd();
        Node body = body(Set.of("endfor", "else"));
        Node empty = tokens.name().equals("else") ? ended("endfor") : Node.sequence(List.of());
        return new Loop(target, items, condition, body, empty, recursive);
    }

    private Node assignment() {
        Target target = targets.variablesAndAttributes();
        Expression value = tokens.skipOperator("=") ? expressions.listOrSingle() : block();
        return (scope, output) -> {
            target.bind(scope, value.evaluate(scope));
            return Node.Flow.NEXT;
        };
    }

    /** The value of {@code {% set name | filters %} body {% endset %}}. */
    private Expression block() {
        Expression[] body = new Expression[1];
        Expression value = expressions.filters(scope -> body[0].evaluate(scope));
        body[0] = textOf(ended("endset"));
        return value;
    }

    /** What a part of the template writes, as a value. */
    private static Expression textOf(Node node) {
        return scope -> {
            StringBuilder text = new StringBuilder();
            node.render(scope.inner(), text);
            return text.toString();
        };
    }

    /** {@code {% filter name | more %} body {% endfilter %}}. */
    private Node filtered() {
        Expression[] body = new Expression[1];
        Expression value = expressions.filters(expressions.filter(scope -> body[0].evaluate(scope)));
        body[0] = textOf(ended("endfilter"));
        return print(value);
    }

    /** A target of {@code with}, and its value. */
    private record Binding(Target target, Expression value) {}

    /** {@code {% with target = value, ... %} body {% endwith %}}. */
    private Node with() {
        List<Binding> bindings = new ArrayList<>();
        while (!tokens.peek().is(Token.Kind.TAG_END)) {
            if (!bindings.isEmpty()) {
                tokens.operator(",");
            }
            Target target = targets.variables();
            tokens.operator("=");
            bindings.add(new Binding(target, expressions.expression()));
        }
        Node body = ended("endwith");
        return (scope, output) -> {
            Scope inner = scope.inner();
            for (Binding binding : bindings) {
                binding.target().bind(inner, binding.value().evaluate(scope));
            }
            return body.render(inner, output);
        };
    }

    /** {@code {% call(parameters) macro(arguments) %} body {% endcall %}}: the macro finds the body as {@code caller}. */
    private Node call() {
        Map<String, Expression> parameters = tokens.skipOperator("(") ? parameters() : new LinkedHashMap<>();
        Expression[] caller = new Expression[1];
        Expression call = expressions.callWith(Macro.CALLER, scope -> caller[0].evaluate(scope));
        Node body = ended("endcall");
        caller[0] = scope -> new Macro(parameters, body, scope);
        return print(call);
    }

    private Node macro() {
        String name = tokens.name();
        tokens.operator("(");
        Map<String, Expression> parameters = parameters();
        Node body = ended("endmacro");
        return (scope, output) -> {
            scope.set(name, new Macro(parameters, body, scope));
            return Node.Flow.NEXT;
        };
    }

    private Map<String, Expression> parameters() {
        Map<String, Expression> parameters = new LinkedHashMap<>();
        while (!tokens.skipOperator(")")) {
            String parameter = tokens.name();
            parameters.put(parameter, tokens.skipOperator("=") ? expressions.expression() : null);
            if (!tokens.peek().isOperator(")")) {
                tokens.operator(",");
            }
        }
        return parameters;
    }
}
