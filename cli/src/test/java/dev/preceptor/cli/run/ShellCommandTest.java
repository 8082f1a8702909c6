package dev.preceptor.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellCommandTest {

    @Test
    void plainWordsAreNotQuoted() {
        assertThat(ShellCommand.of("./preceptor", "run", "/a/b-1.yaml")
                        .with(List.of("--server", "http://localhost:8080")))
                .hasToString("./preceptor run /a/b-1.yaml --server http://localhost:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my runs/a.yaml", "it's.yaml", "a;b", "$HOME", "*", "", "a\"b", "ä b"})
    void aShellReadsEachWordAsItIs(String word) throws Exception {
        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        ShellCommand.of("printf", "%s|", word, "end").toString())
                .start();

        assertThat(new String(shell.getInputStream().readAllBytes())).isEqualTo(word + "|end|");
    }
}
