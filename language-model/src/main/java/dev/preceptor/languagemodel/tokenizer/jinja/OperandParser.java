package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Parses what operators, filters and tests are applied to: literals, names, members, slices and calls. */
final class OperandParser {

    private final TokenReader tokens;
    private final ExpressionParser expressions;

    OperandParser(TokenReader tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** A value with its members, elements and calls. */
    Expression operand() {
        return operand(call -> call);
    }

    /** @param arguments changes the arguments of the value's calls */
    Expression operand(UnaryOperator<Call> arguments) {
        Expression value = primary();
        while (true) {
            Token token = tokens.peek();
            if (tokens.skipOperator(".")) {
                value = member(value);
            } else if (tokens.skipOperator("[")) {
                value = subscript(value);
            } else if (token.isOperator("(")) {
                value = called(value, arguments.apply(call()), token.line());
            } else {
                return value;
            }
        }
    }

    private Expression member(Expression value) {
        if (tokens.peek().is(Token.Kind.NUMBER)) {
            Object index = Operators.number(tokens.next());
            return scope -> Values.item(value.evaluate(scope), index);
        }
        String name = tokens.name();
        return scope -> Values.member(value.evaluate(scope), name);
    }

    private Expression subscript(Expression value) {
        Expression first = tokens.peek().isOperator(":") ? null : expressions.expression();
        if (!tokens.peek().isOperator(":")) {
            tokens.operator("]");
            return scope -> Values.item(value.evaluate(scope), first.evaluate(scope));
        }
        Expression second = sliceBound();
        Expression third = sliceBound();
        tokens.operator("]");
        return scope -> Values.slice(
                value.evaluate(scope), evaluate(first, scope), evaluate(second, scope), evaluate(third, scope));
    }

    private Expression sliceBound() {
        boolean given = tokens.skipOperator(":")
                && !tokens.peek().isOperator(":")
                && !tokens.peek().isOperator("]");
        return given ? expressions.expression() : null;
    }

    private static Object evaluate(Expression expression, Scope scope) {
        return expression == null ? null : expression.evaluate(scope);
    }

    private static Expression called(Expression function, Call call, int line) {
        return scope -> {
            scope.step();
            if (function.evaluate(scope) instanceof Callable callable) {
                return callable.call(call.arguments(scope));
            }
            throw JinjaException.at(line, Values.type(function.evaluate(scope)) + " cannot be called");
        };
    }

    /** The arguments of a call, still to be evaluated. */
    @FunctionalInterface
    interface Call {
        Arguments arguments(Scope scope);
    }

    Call call() {
        tokens.operator("(");
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!tokens.skipOperator(")")) {
            if (tokens.peek().is(Token.Kind.NAME) && tokens.peek(1).isOperator("=")) {
                String name = tokens.name();
                tokens.next();
                named.put(name, expressions.expression());
            } else {
                positional.add(expressions.expression());
            }
            if (!tokens.peek().isOperator(")")) {
                tokens.operator(",");
            }
        }
        return scope -> {
            Map<String, Object> values = new LinkedHashMap<>();
            named.forEach((name, value) -> values.put(name, value.evaluate(scope)));
            return new Arguments(evaluated(positional, scope), values);
        };
    }

    private Expression primary() {
        Token token = tokens.next();
        switch (token.kind()) {
            case NUMBER -> {
                Object number = Operators.number(token);
                return scope -> number;
            }
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (tokens.peek().is(Token.Kind.STRING)) {
                    text.append(tokens.next().text());
                }
                String value = text.toString();
                return scope -> value;
            }
            case NAME -> {
                return named(token.text());
            }
            default -> {
                if (token.isOperator("(")) {
                    return parenthesised();
                }
                if (token.isOperator("[")) {
                    return list(items("]"));
                }
                if (token.isOperator("{")) {
                    return mapping();
                }
                throw JinjaException.at(token.line(), "expected a value, found " + token.shown());
            }
        }
    }

    private static Expression named(String name) {
        return switch (name) {
            case "true", "True" -> scope -> true;
            case "false", "False" -> scope -> false;
            case "none", "None" -> scope -> null;
            default ->
                scope -> {
                    scope.step();
                    return scope.get(name);
                };
        };
    }

    private Expression parenthesised() {
        if (tokens.skipOperator(")")) {
            return tuple(List.of());
        }
        Expression inner = expressions.listOrSingle();
        tokens.operator(")");
        return inner;
    }

    private List<Expression> items(String closing) {
        List<Expression> items = new ArrayList<>();
        while (!tokens.skipOperator(closing)) {
            items.add(expressions.expression());
            if (!tokens.peek().isOperator(closing)) {
                tokens.operator(",");
            }
        }
        return items;
    }

    private static Expression list(List<Expression> items) {
        return scope -> evaluated(items, scope);
    }

    static Expression tuple(List<Expression> items) {
        return scope -> Tuple.of(evaluated(items, scope));
    }

    private static List<Object> evaluated(List<Expression> items, Scope scope) {
        List<Object> values = new ArrayList<>();
        items.forEach(item -> values.add(item.evaluate(scope)));
        return values;
    }

    private Expression mapping() {
        Map<Expression, Expression> entries = new LinkedHashMap<>();
        while (!tokens.skipOperator("}")) {
            Expression key = expressions.expression();
            tokens.operator(":");
            entries.put(key, expressions.expression());
            if (!tokens.peek().isOperator("}")) {
                tokens.operator(",");
            }
        }
        return scope -> {
            Map<Object, Object> values = new LinkedHashMap<>();
            entries.forEach((key, value) -> values.put(key.evaluate(scope), value.evaluate(scope)));
            return values;
        };
    }
}
