package dev.preceptor.apiaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    private static final String ALICES = "alices-token-0123456789";
    /** printf 'bobs-token-0123456789abc' | sha256sum */
    private static final String BOBS = "bobs-token-0123456789abc";

    private static final String BOBS_HASH = "5b16d0d324931a7de5dc807d8154ec5bd5d2628bdbe054e9f77a26e4dbe94e4a";

    @TempDir
    Path folder;

    private record Settings(Optional<Path> tokensFile, Optional<String> tokens, boolean open) implements ApiSettings {
        @Override
        public Optional<List<String>> hosts() {
            return Optional.empty();
        }
    }

    private Settings file(String... lines) throws IOException {
        Path file = folder.resolve("tokens");
        Files.write(file, List.of(lines));
        return new Settings(Optional.of(file), Optional.empty(), false);
    }

    private static Settings nothing(boolean open) {
        return new Settings(Optional.empty(), Optional.empty(), open);
    }

    @Test
    void aTokenIsKnownByItselfOrByItsHash() throws IOException {
        Tokens tokens = Tokens.of(
                file("# who may do what", "", "alice:write:" + ALICES, "bob:read:sha256:" + BOBS_HASH.toUpperCase()));

        assertThat(tokens.find(ALICES).orElseThrow().name()).isEqualTo("alice");
        assertThat(tokens.find(ALICES).orElseThrow().role()).isEqualTo(Role.WRITE);
        assertThat(tokens.find(BOBS).orElseThrow().name()).isEqualTo("bob");
        assertThat(tokens.find(BOBS).orElseThrow().role()).isEqualTo(Role.READ);
        assertThat(tokens.find(BOBS_HASH)).isEmpty();
        assertThat(tokens.find("sha256:" + BOBS_HASH)).isEmpty();
        assertThat(tokens.find("")).isEmpty();
        assertThat(tokens.find(ALICES + "x")).isEmpty();
        assertThat(tokens.isName("bob")).isTrue();
        assertThat(tokens.isName("carol")).isFalse();
    }

    @Test
    void aSettingHoldsTokensToo() {
        Tokens tokens = Tokens.of(
                new Settings(Optional.empty(), Optional.of("alice:write:" + ALICES + ",\n bob:read:" + BOBS), false));

        assertThat(tokens.find(ALICES)).isPresent();
        assertThat(tokens.find(BOBS)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "alice:" + ALICES,
                "alice:owner:" + ALICES,
                "alice:write:short",
                "alice:write:sha256:12ab",
                "alice:write:" + ALICES + " and more",
                "a.b:write:" + ALICES,
                ":write:" + ALICES,
                "run-0a1b2c3d:write:" + ALICES
            })
    void aLineThatIsNoneIsNamedAndNotShown(String line) throws IOException {
        Settings settings = file("# first", line);

        assertThatThrownBy(() -> Tokens.of(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("preceptor.api.tokens-file " + folder.resolve("tokens") + ":2 ")
                .hasMessageNotContaining(ALICES)
                .hasMessageNotContaining("short'")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aFileThatIsMissingOrEmptyIsNamed() throws IOException {
        Settings missing = new Settings(Optional.of(folder.resolve("none")), Optional.empty(), false);
        Settings empty = file("# nobody");

        assertThatThrownBy(() -> Tokens.of(missing)).hasMessageContaining("no such file");
        assertThatThrownBy(() -> Tokens.of(empty)).hasMessageContaining("holds no token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3", "run.example"})
    void whatOthersReachDoesNotStartWithoutTokens(String host) {
        assertThatThrownBy(() -> new ApiAccess(nothing(false), host).checkOpenAccess(null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("error: the API would be open to everybody on " + host)
                .hasMessageContaining("preceptor.api.tokens-file")
                .hasMessageNotContaining("\n");
        assertThatCode(() -> new ApiAccess(nothing(true), host).checkOpenAccess(null))
                .doesNotThrowAnyException();
    }

    @Test
    void whatOthersReachStartsWithTokensAndOneselfNeedsNone() throws IOException {
        ApiAccess guarded = new ApiAccess(file("alice:write:" + ALICES), "0.0.0.0");
        ApiAccess alone = new ApiAccess(nothing(false), "localhost");

        assertThatCode(() -> guarded.checkOpenAccess(null)).doesNotThrowAnyException();
        assertThatCode(() -> alone.checkOpenAccess(null)).doesNotThrowAnyException();
        assertThat(guarded.guarded()).isTrue();
        assertThat(alone.guarded()).isFalse();
    }
}
