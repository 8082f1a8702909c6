package dev.preceptor.cli.estimate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EarlierReportTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"null", "[1]", ""})
    void aFileThatIsNoReportIsNamed(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("report.json"), text);

        assertThatThrownBy(() -> EarlierReport.read(file))
                .isInstanceOf(CommandException.class)
                .hasMessage(file + ": is not the report of a run, as run --json writes it");
    }
}
