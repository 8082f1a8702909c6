package dev.preceptor.languagemodel.tokenizer.jinja;

import java.util.List;

/** A place in a list of tokens, which the parsers move on. */
final class TokenReader {

    private final List<Token> tokens;
    private int at;

    TokenReader(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    boolean skipOperator(String operator) {
        return skip(peek().isOperator(operator));
    }

    boolean skipName(String name) {
        return skip(peek().isName(name));
    }

    private boolean skip(boolean found) {
        if (found) {
            next();
        }
        return found;
    }

    void operator(String operator) {
        if (!skipOperator(operator)) {
            throw unexpected(operator);
        }
    }

    String name() {
        return expect(Token.Kind.NAME, "a name").text();
    }

    Token expect(Token.Kind kind, String wanted) {
        if (!peek().is(kind)) {
            throw unexpected(wanted);
        }
        return next();
    }

    JinjaException unexpected(String wanted) {
        return JinjaException.at(peek().line(), "expected " + wanted + ", found " + peek().shown());
    }
}
