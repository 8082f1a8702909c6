package dev.preceptor.standalone.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.standalone.DataDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessDefinitionsTest {

    @TempDir
    Path folder;

    @Test
    void optionsForJavaFollowItsOwnAndStandBeforeWhatIsStarted() {
        List<String> command = broker(Map.of("PRECEPTOR_JAVA_OPTIONS", " -Xmx1g  -XX:TieredStopAtLevel=4 "));

        assertThat(command).containsSubsequence("-Xmx384m", "-Xmx1g", "-XX:TieredStopAtLevel=4", "-jar", "broker");
    }

    @Test
    void withoutAnyNothingStandsInTheirPlace() {
        assertThat(broker(Map.of("PRECEPTOR_JAVA_OPTIONS", " "))).isEqualTo(broker(Map.of()));
        assertThat(broker(Map.of())).doesNotContain("");
    }

    private List<String> broker(Map<String, String> environment) {
        return new ProcessDefinitions(folder, folder.resolve("preceptor.jar"), environment)
                .broker(new DataDirectory(folder), 9092)
                .command();
    }
}
