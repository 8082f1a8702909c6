package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose process ends in the middle of the practice: the same command resumes it, to the same result. */
class InterruptedRunIT {

    @TempDir
    Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private RunReport report() throws IOException {
        return Json.mapper().readValue(folder.resolve("report.json").toFile(), RunReport.class);
    }

    private PackagedCommandLine run(Path specification) throws IOException {
        return PackagedCommandLine.start(
                folder.resolve("home"),
                "run",
                specification.toString(),
                "--data",
                data().toString(),
                "--json",
                folder.resolve("report.json").toString());
    }

    @Test
    void aKilledRunGoesOnWhereItStood() throws Exception {
        Path specification = TinyRun.in(folder);
        try (PackagedCommandLine command = run(specification)) {
            command.awaitWord("Practice, round 1");
            command.kill();
        }
        try (PackagedCommandLine command = run(specification)) {
            assertThat(command.end()).as(command.err()).isZero();
        }
        TinyRunResult.assertReport(report(), data());
        TinyRunResult.assertTopics(RecordedTopics.of(data()), data());
    }

    @Test
    void anInterruptedRunSaysHowToGoOn() throws Exception {
        Path specification = TinyRun.in(folder);
        try (PackagedCommandLine command = run(specification)) {
            command.awaitWord("Practice, round 1");
            command.interrupt();
            assertThat(command.end()).isEqualTo(130);
            assertThat(command.err())
                    .contains("./preceptor run " + specification + " --data " + data())
                    .doesNotContain("Exception");
        }
        try (PackagedCommandLine command = run(specification)) {
            assertThat(command.end()).as(command.err()).isZero();
        }
        TinyRunResult.assertReport(report(), data());
        assertThat(RecordedTopics.of(data()).deadLetters()).isEmpty();
    }
}
