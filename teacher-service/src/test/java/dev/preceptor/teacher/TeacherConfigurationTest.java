package dev.preceptor.teacher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.httpclient.credentials.ServerAccess;
import dev.preceptor.httpclient.credentials.ServerRefusedException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TeacherConfigurationTest {

    private static ServerAccess access(Map<String, String> properties, Map<String, String> environment) {
        TeacherConfiguration configuration = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(TeacherConfiguration.class)
                .withSources(
                        new PropertiesConfigSource(properties, "properties", 100),
                        new PropertiesConfigSource(Map.of("teacher.artifacts-directory", "artifacts"), "service", 50),
                        new EnvConfigSource(environment, 300))
                .build()
                .getConfigMapping(TeacherConfiguration.class);
        return ServerAccess.of(
                "teacher",
                configuration.credentials(),
                configuration.allowedUrls().orElse(List.of()),
                variable -> null);
    }

    @Test
    void theEnvironmentListsCredentialsAndServers() {
        ServerAccess access = access(
                Map.of(),
                Map.of(
                        "TEACHER_CREDENTIALS__GATEWAY__VARIABLE", "MY_KEY",
                        "TEACHER_CREDENTIALS__GATEWAY__URLS", "https://one.example/v1,https://two.example/v1",
                        "TEACHER_ALLOWED_URLS", "http://vllm:8000/v1"));

        for (String reference : List.of("gateway", "MY_KEY")) {
            access.require("https://one.example/v1", reference);
            access.require("https://two.example/v1", reference);
        }
        access.require("http://vllm:8000/v1", null);
        assertThatThrownBy(() -> access.require("http://other:8000/v1", null))
                .isInstanceOf(ServerRefusedException.class);
    }

    @Test
    void propertiesListCredentialsByTheNamesOfTheirVariables() {
        ServerAccess access = access(
                Map.of("teacher.credentials.\"MY_KEY\".urls", "https://one.example/v1"),
                Map.of("TEACHER_ALLOWED_URLS", ""));

        access.require("https://one.example/v1", "MY_KEY");
        access.require("https://api.openai.com/v1", "OPENAI_API_KEY");
        access.require("https://api.anthropic.com/v1", "ANTHROPIC_API_KEY");
        assertThatThrownBy(() -> access.require("https://api.anthropic.com/v1", "OPENAI_API_KEY"))
                .isInstanceOf(ServerRefusedException.class);
    }
}
