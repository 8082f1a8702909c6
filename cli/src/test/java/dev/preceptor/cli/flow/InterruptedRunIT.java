package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose process ends in the middle of the practice: the same command resumes it, to the same result. */
class InterruptedRunIT {

    @TempDir
    Path folder;

    @Test
    void aKilledRunGoesOnWhereItStood() throws Exception {
        Path specification = TinyRun.in(folder);
        TinyRunCommand run = new TinyRunCommand(folder);
        try (PackagedCommandLine command = run.start(specification)) {
            command.awaitWord("Practice, round 1");
            command.kill();
        }
        try (PackagedCommandLine command = run.start(specification)) {
            assertThat(command.end()).as(command.err()).isZero();
        }
        TinyRunResult.assertReport(run.report(), run.data());
        TinyRunResult.assertTopics(RecordedTopics.of(run.data()), run.data());
    }

    @Test
    void anInterruptedRunSaysHowToGoOn() throws Exception {
        Path specification = TinyRun.in(folder);
        TinyRunCommand run = new TinyRunCommand(folder);
        try (PackagedCommandLine command = run.start(specification)) {
            command.awaitWord("Practice, round 1");
            command.interrupt();
            assertThat(command.end()).isEqualTo(130);
            assertThat(command.err())
                    .contains("to resume: ./preceptor run %s --json %s --data %s%n"
                            .formatted(specification, run.reportFile(), run.data()))
                    .doesNotContain("Exception");
        }
        try (PackagedCommandLine command = run.start(specification)) {
            assertThat(command.end()).as(command.err()).isZero();
        }
        TinyRunResult.assertReport(run.report(), run.data());
        assertThat(RecordedTopics.of(run.data()).deadLetters()).isEmpty();
    }
}
