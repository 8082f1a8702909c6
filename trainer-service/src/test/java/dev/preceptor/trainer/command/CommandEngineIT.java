package dev.preceptor.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.trainer.program.CommandLine;
import dev.preceptor.trainer.program.ProgramEngineContract;
import dev.preceptor.trainer.program.TrainerProgram;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CommandEngineIT extends ProgramEngineContract {

    @Override
    protected TrainerProgram program(String command) {
        return new CommandProgram(new CommandLine(command), Duration.ofMillis(200));
    }

    /** A service that was killed cannot end its program, which would then train beside the new one. */
    @Test
    void aProgramThatAKilledServiceLeftIsEnded() throws Exception {
        train(full(), "work");
        Files.delete(folder.resolve("work/manifest.json"));
        ProcessBuilder left = new ProcessBuilder("sleep", "1000");
        new JobProcesses(folder.resolve("work").toAbsolutePath().normalize()).mark(left.environment());
        Process orphan = left.start();

        train(full(), "work");

        assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}
