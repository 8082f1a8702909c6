package dev.preceptor.httpclient.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAccessTest {

    private static final String SECRET = "the-cloud's-own-secret";

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "OPENAI_API_KEY", "sk-openai",
            "GATEWAY_KEY", " gw-key ",
            "AWS_SECRET_ACCESS_KEY", SECRET));

    private record Settings(Optional<String> variable, List<String> urls) implements CredentialSettings {}

    private ServerAccess access(List<String> allowed) {
        return ServerAccess.of(
                "teacher",
                Map.of(
                        "gateway",
                        new Settings(Optional.of("GATEWAY_KEY"), List.of("https://gateway.example:8443/llm/v1/"))),
                allowed,
                environment::get);
    }

    private final ServerAccess closed = access(List.of());

    @Test
    void aVariableThatTheOperatorDoesNotListIsNeverRead() {
        assertThatThrownBy(() -> access(List.of("*")).key("https://evil.example/v1", "AWS_SECRET_ACCESS_KEY"))
                .isInstanceOf(ServerRefusedException.class)
                .hasMessage("teacher.apiKeyEnv: 'AWS_SECRET_ACCESS_KEY' is none of the credentials that the operator"
                        + " lists (ANTHROPIC_API_KEY, OPENAI_API_KEY, gateway): see teacher.credentials")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void aCredentialIsCalledByItsNameOrItsVariable() {
        assertThat(closed.key("https://gateway.example:8443/llm/v1", "gateway")).isEqualTo("gw-key");
        assertThat(closed.key("https://gateway.example:8443/llm/v1/", "GATEWAY_KEY"))
                .isEqualTo("gw-key");
        assertThat(closed.key("https://api.openai.com/v1", "OPENAI_API_KEY")).isEqualTo("sk-openai");
    }

    @Test
    void whatTheOperatorSaysOfAKnownKeyTakesTheDefaultsPlace() {
        ServerAccess moved = ServerAccess.of(
                "teacher",
                Map.of("OPENAI_API_KEY", new Settings(Optional.empty(), List.of("http://localhost:9000/v1"))),
                List.of(),
                environment::get);

        assertThat(moved.key("http://localhost:9000/v1", "OPENAI_API_KEY")).isEqualTo("sk-openai");
        assertThatThrownBy(() -> moved.key("https://api.openai.com/v1", "OPENAI_API_KEY"))
                .isInstanceOf(ServerRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/v1",
                "http://gateway.example:8443/llm/v1",
                "https://gateway.example/llm/v1",
                "https://gateway.example:8443/llm",
                "https://gateway.example:8443/llm/v12",
                "https://gateway.example:8443/llm/v1/../../admin",
                "https://gateway.example:8443/llm/v1/..;/admin",
                "https://gateway.example:8443/llm/v1/%2e%2e/admin",
                "https://gateway.example:8443/llm//v1",
                "https://gateway.example.evil.example:8443/llm/v1",
                "https://gateway.example:8443@evil.example/llm/v1",
                "https://gateway.example:8443\\@evil.example/llm/v1",
                "https://user:word@gateway.example:8443/llm/v1",
                "https://gateway.example:8443/llm/v1?to=evil",
                "https://gateway.example:8443/llm/v1#",
                "file:///llm/v1",
                "gateway.example:8443/llm/v1",
                "https://gateway.example:8443/llm/v1\nforged line"
            })
    void aKeyGoesNowhereElse(String url) {
        assertThatThrownBy(() -> access(List.of("*")).key(url, "gateway"))
                .isInstanceOf(ServerRefusedException.class)
                .hasMessageStartingWith("teacher.baseUrl")
                .hasMessageNotContaining("gw-key")
                .hasMessageNotContaining("user:word")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aKeyGoesBelowItsUrlAndHostsHaveNoCase() {
        assertThatCode(() -> closed.require("HTTPS://Gateway.Example:8443/llm/v1/beta", "gateway"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "http://vllm:8000/v1, http://vllm:8000/v1, true",
        "http://vllm:8000, http://vllm:8000/v1, true",
        "*, http://anywhere:1/v1, true",
        "http://vllm:8000/v1, http://169.254.169.254/latest, false",
        "http://vllm:8000/v1, https://api.openai.com/v1, true",
    })
    void withoutAKeyAllowedUrlsAreCalled(String allowed, String url, boolean may) {
        ServerAccess access = access(List.of(allowed));
        if (may) {
            assertThat(access.key(url, null)).isNull();
        } else {
            assertThatThrownBy(() -> access.key(url, null))
                    .isInstanceOf(ServerRefusedException.class)
                    .hasMessage("teacher.baseUrl: '" + url
                            + "' is none of the URLs that the operator allows: see teacher.allowed-urls");
        }
    }

    @Test
    void aKeyThatIsNotSetOrCannotBeSentIsNamedAndNotShown() {
        environment.put("GATEWAY_KEY", "gw\nkey");
        assertThatThrownBy(() -> closed.key("https://gateway.example:8443/llm/v1", "gateway"))
                .isInstanceOf(ServerRefusedException.class)
                .hasMessageContaining("GATEWAY_KEY holds a character")
                .hasMessageNotContaining("gw")
                .hasMessageNotContaining("\n");
        environment.remove("GATEWAY_KEY");
        assertThatThrownBy(() -> closed.key("https://gateway.example:8443/llm/v1", "gateway"))
                .isInstanceOf(ServerRefusedException.class)
                .hasMessageContaining("GATEWAY_KEY, which teacher.apiKeyEnv names, is not set");
    }

    @Test
    void aSettingThatIsNoUrlIsNamed() {
        assertThatThrownBy(() -> access(List.of("vllm:8000")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("teacher.allowed-urls: 'vllm:8000' is no http or https URL");
    }
}
