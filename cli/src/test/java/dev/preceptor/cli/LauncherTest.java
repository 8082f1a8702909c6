package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code preceptor}, with a stand-in for Java that prints how it is called. */
class LauncherTest {

    private static final String JAVA =
            """
            #!/bin/sh
            if [ "$1" = -version ]; then
                echo 'openjdk version "17.0.1"' >&2
                exit
            fi
            echo "LC_ALL=${LC_ALL-unset}"
            printf '%s\\n' "$@"
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void install() throws IOException {
        Files.copy(Path.of("..", "preceptor"), folder.resolve("preceptor"));
        Path application = Files.createDirectories(folder.resolve("cli/target/quarkus-app"));
        Files.createFile(application.resolve("quarkus-run.jar"));
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, JAVA);
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    private List<String> start(Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", folder.resolve("preceptor").toString(), "judge", "--tasks", "a b.jsonl");
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes()).lines().toList();
    }

    @Test
    void namesOfFilesMayHaveAnyLetterInAnyLocale() throws IOException {
        assertThat(start(Map.of("LC_ALL", "POSIX"))).contains("LC_ALL=C.UTF-8");
        assertThat(start(Map.of("LANG", "C"))).contains("LC_ALL=C.UTF-8");
        assertThat(start(Map.of())).contains("LC_ALL=C.UTF-8");
        assertThat(start(Map.of("LC_ALL", "", "LANG", "de_DE.utf8"))).contains("LC_ALL=");
        assertThat(start(Map.of("LC_ALL", "en_US.UTF-8"))).contains("LC_ALL=en_US.UTF-8");
    }

    @Test
    void homeIsWhereTheEnvironmentSays() throws IOException {
        assertThat(start(Map.of("HOME", "/data/my home"))).contains("-Duser.home=/data/my home");
        assertThat(start(Map.of("HOME", ""))).noneMatch(argument -> argument.startsWith("-Duser.home"));
    }

    @Test
    void argumentsArePassedOnAsTheyAre() throws IOException {
        assertThat(start(Map.of())).endsWith("judge", "--tasks", "a b.jsonl");
    }
}
