package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Parses expressions. From loosest to tightest: {@code if else}, {@code or}, {@code and}, {@code not}, comparison,
 * {@code + -}, {@code ~}, {@code * / // %}, {@code **}, filters and tests, sign, members and calls. So
 * {@code not x is defined} is {@code not (x is defined)}, and {@code a + b | trim} is {@code a + (b | trim)}.
 */
final class ExpressionParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    private final TokenReader tokens;
    private final OperandParser operands;

    ExpressionParser(TokenReader tokens) {
        this.tokens = tokens;
        this.operands = new OperandParser(tokens, this);
    }

    /** An expression, or several with commas between, which make a tuple. */
    Expression listOrSingle() {
        return listOrSingle(this::expression);
    }

    /** As a loop's list, where {@code if} begins the loop's filter. */
    Expression listOrSingleWithoutCondition() {
        return listOrSingle(this::withoutCondition);
    }

    private Expression listOrSingle(Supplier<Expression> part) {
        Expression first = part.get();
        if (!tokens.peek().isOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (tokens.skipOperator(",") && startsExpression()) {
            items.add(part.get());
        }
        return OperandParser.tuple(items);
    }

    Expression expression() {
        Expression value = withoutCondition();
        while (tokens.skipName("if")) {
            Expression condition = withoutCondition();
            Expression yes = value;
            Expression no = tokens.skipName("else") ? expression() : scope -> new Undefined("the missing else");
            value = scope -> Values.truth(condition.evaluate(scope)) ? yes.evaluate(scope) : no.evaluate(scope);
        }
        return value;
    }

    private Expression withoutCondition() {
        Expression left = and();
        while (tokens.skipName("or")) {
            Expression first = left;
            Expression second = and();
            left = scope -> {
                Object value = first.evaluate(scope);
                return Values.truth(value) ? value : second.evaluate(scope);
            };
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.skipName("and")) {
            Expression first = left;
            Expression second = not();
            left = scope -> {
                Object value = first.evaluate(scope);
                return Values.truth(value) ? second.evaluate(scope) : value;
            };
        }
        return left;
    }

    private Expression not() {
        if (!tokens.skipName("not")) {
            return comparison();
        }
        Expression operand = not();
        return scope -> !Values.truth(operand.evaluate(scope));
    }

    private Expression comparison() {
        Expression left = sum();
        Expression chain = null;
        while (true) {
            String operator = comparisonOperator();
            if (operator == null) {
                return chain == null ? left : chain;
            }
            Expression first = left;
            Expression second = sum();
            Expression link = scope -> Operators.compare(operator, first.evaluate(scope), second.evaluate(scope));
            Expression before = chain;
            // a < b < c holds if both comparisons do.
            chain = before == null
                    ? link
                    : scope -> Values.truth(before.evaluate(scope)) ? link.evaluate(scope) : false;
            left = second;
        }
    }

    private String comparisonOperator() {
        Token token = tokens.peek();
        if (token.is(Token.Kind.OPERATOR) && COMPARISONS.contains(token.text())) {
            return tokens.next().text();
        }
        if (tokens.skipName("in")) {
            return "in";
        }
        if (token.isName("not") && tokens.peek(1).isName("in")) {
            tokens.next();
            tokens.next();
            return "not in";
        }
        return null;
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.peek().isOperator("+") || tokens.peek().isOperator("-")) {
            left = binary(left, tokens.next(), concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression left = product();
        while (tokens.peek().isOperator("~")) {
            left = binary(left, tokens.next(), product());
        }
        return left;
    }

    private Expression product() {
        Expression left = power();
        while (tokens.peek().is(Token.Kind.OPERATOR)
                && Set.of("*", "/", "//", "%").contains(tokens.peek().text())) {
            left = binary(left, tokens.next(), power());
        }
        return left;
    }

    private Expression power() {
        Expression left = unary();
        while (tokens.peek().isOperator("**")) {
            left = binary(left, tokens.next(), unary());
        }
        return left;
    }

    private static Expression binary(Expression left, Token operator, Expression right) {
        return scope -> {
            scope.step();
            return Operators.binary(operator.text(), left.evaluate(scope), right.evaluate(scope));
        };
    }

    private Expression unary() {
        return filtersAndTests(signed());
    }

    /** Filters and tests apply to the value with its sign. */
    private Expression signed() {
        Token sign = tokens.peek();
        if (!sign.isOperator("-") && !sign.isOperator("+")) {
            return operands.operand();
        }
        tokens.next();
        Expression zero = scope -> 0L;
        return binary(zero, sign, signed());
    }

    /** A call, with one more argument by name. */
    Expression callWith(String name, Expression argument) {
        return operands.operand(call -> scope -> {
            Arguments given = call.arguments(scope);
            Map<String, Object> named = new LinkedHashMap<>(given.named());
            named.put(name, argument.evaluate(scope));
            return new Arguments(given.positional(), named);
        });
    }

    private Expression filtersAndTests(Expression start) {
        Expression value = start;
        while (true) {
            if (tokens.skipOperator("|")) {
                value = filter(value);
            } else if (tokens.skipName("is")) {
                value = test(value);
            } else {
                return value;
            }
        }
    }

    /** The filters of a block, each with a bar, applied to its text. */
    Expression filters(Expression text) {
        Expression value = text;
        while (tokens.skipOperator("|")) {
            value = filter(value);
        }
        return value;
    }

    /** A filter by its name, without a bar. */
    Expression filter(Expression value) {
        String name = tokens.name();
        OperandParser.Call call = tokens.peek().isOperator("(") ? operands.call() : scope -> Arguments.NONE;
        return scope -> {
            scope.step();
            return Filters.apply(name, value.evaluate(scope), call.arguments(scope));
        };
    }

    private Expression test(Expression value) {
        boolean negated = tokens.skipName("not");
        String name = tokens.name();
        OperandParser.Call call = scope -> Arguments.NONE;
        if (tokens.peek().isOperator("(")) {
            call = operands.call();
        } else if (startsTestArgument()) {
            Expression argument = operands.operand();
            call = scope -> new Arguments(Collections.singletonList(argument.evaluate(scope)), Map.of());
        }
        OperandParser.Call arguments = call;
        return scope -> Tests.test(name, value.evaluate(scope), arguments.arguments(scope)) != negated;
    }

    private boolean startsTestArgument() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case STRING, NUMBER -> true;
            case NAME -> !Set.of("else", "or", "and", "is", "if", "in", "not").contains(token.text());
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            default -> false;
        };
    }

    private boolean startsExpression() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case NAME -> !token.isName("in");
            case STRING, NUMBER -> true;
            case OPERATOR -> Set.of("(", "[", "{", "-", "+").contains(token.text());
            default -> false;
        };
    }
}
