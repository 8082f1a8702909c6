package dev.preceptor.standalone.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

    @TempDir
    Path folder;

    private final ProcessHandle self = ProcessHandle.current();

    @Test
    void namesTheProcessThatItWasWrittenFor() {
        PidFile file = PidFile.of(folder, "executor-2");
        file.write(self);

        assertThat(file.name()).isEqualTo("executor-2");
        assertThat(file.process()).contains(self);
        file.delete();
        assertThat(file.process()).isEmpty();
    }

    @Test
    void anIdThatIsUsedAgainIsSomebodyElses() throws IOException {
        PidFile file = PidFile.of(folder, "executor-1");
        Files.writeString(file.path(), self.pid() + " 2001-01-01T00:00:00Z\n");

        assertThat(file.process()).isEmpty();
    }

    @Test
    void whatIsNoPidFileNamesNobody() throws IOException {
        PidFile file = PidFile.of(folder, "executor-1");
        for (String content : new String[] {"", "x y", Long.toString(self.pid()), self.pid() + " yesterday"}) {
            Files.writeString(file.path(), content);
            assertThat(file.process()).as(content).isEmpty();
        }
    }
}
