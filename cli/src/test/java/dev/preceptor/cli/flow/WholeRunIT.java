package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One round of PERsD: broker, services and command line as they are shipped, and what they leave behind. */
class WholeRunIT {

    @TempDir
    Path folder;

    @Test
    void aRunEndsWithItsReportAndTheSameCallShowsItAgain() throws Exception {
        Path specification = TinyRun.in(folder);
        TinyRunCommand run = new TinyRunCommand(folder);
        String firstReport;
        try (PackagedCommandLine command = run.start(specification)) {
            assertThat(command.end()).as(command.err()).isZero();
            assertThat(command.out()).contains("taught", "no LLM, costs nothing", "before training", "after round 1");
            assertThat(command.err())
                    .containsPattern("Watch at http://localhost:[0-9]+/#/runs/" + TinyRun.NAME + "-[0-9a-f]{8}\n");
            firstReport = command.out();
        }
        // No health check asks a client that the stop has closed.
        assertThat(run.data().resolve("preceptor.log"))
                .content()
                .contains(" stopped in ")
                .doesNotContain("is closing");
        TinyRunResult.assertReport(run.report(), run.data());
        RecordedTopics after = RecordedTopics.of(run.data());
        TinyRunResult.assertTopics(after, run.data());

        try (PackagedCommandLine again = run.start(specification)) {
            assertThat(again.end()).as(again.err()).isZero();
            assertThat(again.out()).isEqualTo(firstReport);
        }
        RecordedTopics afterAgain = RecordedTopics.of(run.data());
        assertThat(afterAgain.count("attempts")).isEqualTo(after.count("attempts"));
        assertThat(afterAgain.count("checkpoints")).isEqualTo(after.count("checkpoints"));
    }

    @Test
    void aServerTakesARunFromElsewhere() throws Exception {
        Path specification = TinyRun.in(folder);
        Path model = folder.resolve("model");
        Files.writeString(
                specification, Files.readString(specification).replace("model: model", "model: \"" + model + "\""));
        try (ServeProcess server = ServeProcess.start(folder);
                PackagedCommandLine command = PackagedCommandLine.start(
                        folder.resolve("home"),
                        "run",
                        specification.toString(),
                        "--server",
                        server.address(),
                        "--json",
                        "-")) {
            assertThat(command.end()).as(command.err()).isZero();
            RunReport report = Json.mapper().readValue(command.out(), RunReport.class);
            assertThat(report.ledger()).isEqualTo(TinyRunResult.LEDGER);
            assertThat(report.dataDir()).isNull();
        }
    }
}
