package dev.preceptor.apiaccess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The configured tokens. Immutable. */
final class Tokens {

    private final List<Token> all;

    private Tokens(List<Token> all) {
        this.all = List.copyOf(all);
    }

    /** @throws IllegalArgumentException with one line that names the invalid setting and the line of the file */
    static Tokens of(ApiSettings settings) {
        List<Token> tokens = new ArrayList<>();
        settings.tokensFile().ifPresent(file -> tokens.addAll(read(file)));
        settings.tokens().ifPresent(text -> tokens.addAll(parse("preceptor.api.tokens, entry ", entries(text))));
        if (settings.tokensFile().isPresent() && tokens.isEmpty()) {
            throw new IllegalArgumentException("preceptor.api.tokens-file "
                    + settings.tokensFile().get() + " holds no token: write a line NAME:ROLE:TOKEN");
        }
        return new Tokens(tokens);
    }

    private static List<String> entries(String text) {
        return List.of(text.strip().split("[,\\s]+"));
    }

    private static List<Token> read(Path file) {
        String setting = "preceptor.api.tokens-file " + file;
        try {
            return parse(setting + ":", Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(setting + ": no such file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    setting + ": cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }

    private static List<Token> parse(String place, List<String> lines) {
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                tokens.add(Token.of(line));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(place + (i + 1) + " " + e.getMessage(), e);
            }
        }
        return tokens;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    boolean isName(String name) {
        return all.stream().anyMatch(token -> token.name().equals(name));
    }

    /** Finds a token; takes the same time however much of it is correct. */
    Optional<Token> find(String presented) {
        byte[] sha256 = Token.sha256(presented);
        Token found = null;
        for (Token token : all) {
            boolean same = token.matches(sha256);
            found = same ? token : found;
        }
        return Optional.ofNullable(found);
    }
}
