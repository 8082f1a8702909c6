package dev.preceptor.trainer.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingMonitor;
import dev.preceptor.trainer.program.CommandLine;
import dev.preceptor.trainer.program.JobFixture;
import dev.preceptor.trainer.program.ProgramEnd;
import dev.preceptor.trainer.program.ProgramRun;
import dev.preceptor.trainer.program.ScriptedTrainer;
import dev.preceptor.trainer.program.TrainingManifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a real process, which keeps the contract without training. */
@Timeout(120)
class CommandProgramTest {

    @TempDir
    Path temporary;

    private final List<TrainingProgress> progress = new ArrayList<>();
    private final List<String> saved = new ArrayList<>();
    private ProgramRun job;

    @BeforeEach
    void writeJob() throws IOException {
        job = JobFixture.write(temporary.resolve("a job"));
    }

    @Test
    void aProgramThatWritesItsManifestHasSucceeded() {
        ProgramEnd end = run(ScriptedTrainer.command());

        assertThat(end).isInstanceOf(ProgramEnd.Succeeded.class);
        TrainingManifest manifest = ((ProgramEnd.Succeeded) end).manifest();
        assertThat(manifest.curve()).hasSize(JobFixture.STEPS);
        assertThat(progress).extracting(step -> step.last()).isEqualTo(manifest.curve());
        assertThat(progress)
                .allMatch(
                        step -> step.steps() == JobFixture.STEPS && step.jobId().equals("job"));
        assertThat(saved).containsExactly("step-00000002", "step-00000004", "step-00000006");
    }

    @Test
    void aProgramThatIsKilledHasAFaultOfTheInfrastructureAndResumes() {
        ProgramEnd end = run(ScriptedTrainer.command("--kill-once-after 3"));

        assertThat(end).isInstanceOf(ProgramEnd.InfrastructureFailed.class);
        assertThat(((ProgramEnd.InfrastructureFailed) end).reason()).contains("signal 9");
        progress.clear();
        assertThat(run(ScriptedTrainer.command())).isInstanceOf(ProgramEnd.Succeeded.class);
        assertThat(progress).extracting(step -> step.last().step()).containsExactly(3, 4, 5, 6);
    }

    @ParameterizedTest
    @CsvSource({"training, false", "configuration, false", "infrastructure, true"})
    void aProgramSaysWhetherARepetitionMaySucceed(String kind, boolean retryable) {
        ProgramEnd end = run(ScriptedTrainer.command("--fail " + kind));

        assertThat(end)
                .isEqualTo(
                        retryable
                                ? new ProgramEnd.InfrastructureFailed("as it was told")
                                : new ProgramEnd.TrainingFailed("as it was told"));
    }

    @Test
    void aProgramWithoutAManifestHasFailedWhateverItsStatus() {
        ProgramEnd end = run(ScriptedTrainer.command("--no-manifest"));

        assertThat(end).isInstanceOf(ProgramEnd.TrainingFailed.class);
        assertThat(((ProgramEnd.TrainingFailed) end).reason()).contains("status 0 and wrote no manifest");
    }

    @Test
    void theOutputOfAProgramThatReportsNothingIsTold() {
        ProgramEnd end = run("sh -c 'echo no such GPU >&2; exit 3' {job}");

        assertThat(end)
                .isEqualTo(new ProgramEnd.InfrastructureFailed(
                        "the program ended with status 3 and wrote no manifest; its output ends with: no such GPU"));
    }

    @Test
    void weightsThatAreNotThoseOfTheManifestAreRejected() {
        ProgramEnd end = run(ScriptedTrainer.command("--change-weights"));

        assertThat(end)
                .isEqualTo(new ProgramEnd.TrainingFailed(
                        "the manifest lists model.safetensors with another size or SHA-256"));
    }

    @Test
    void anotherNumberOfProcessesEndsTheTrainingAtOnce() {
        ProgramEnd end = run(ScriptedTrainer.command("--world-size 1", "--hang-after 1"));

        assertThat(end)
                .isEqualTo(
                        new ProgramEnd.TrainingFailed("1 processes train together, not 2 as trainer.world-size says"));
        assertThat(marked()).isEmpty();
    }

    /** One that ignores SIGTERM, with a process in a session of its own as torchrun's workers. */
    @Test
    void allProcessesAreKilledWhenTheTrainingIsCancelled() {
        TrainingMonitor cancelling = new TrainingMonitor(progress::add, state -> {}, this::cancelAtTheHang, time -> {});

        assertThatThrownBy(() -> program(ScriptedTrainer.command("--hang-after 3", "--worker"))
                        .run(job, cancelling))
                .isInstanceOf(TrainingException.class)
                .hasMessage("cancelled");

        assertThat(marked()).isEmpty();
    }

    private void cancelAtTheHang() {
        if (progress.size() == 3) {
            assertThat(marked()).hasSize(2);
            throw new TrainingException("cancelled");
        }
    }

    @Test
    void aProgramThatCannotBeStartedIsAnErrorOfTheSettings() {
        assertThatThrownBy(() -> run("no-such-program {job}"))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("trainer.command cannot be started")
                .hasMessageContaining("no-such-program");
    }

    private ProgramEnd run(String command) {
        TrainingMonitor monitor = new TrainingMonitor(
                progress::add, state -> saved.add(state.getFileName().toString()), () -> {}, time -> {});
        return program(command).run(job, monitor);
    }

    private static CommandProgram program(String command) {
        return new CommandProgram(new CommandLine(command), Duration.ofMillis(200));
    }

    /** The processes of the job: those with its folder in the environment. */
    private List<ProcessHandle> marked() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(process -> environment(process)
                            .contains("PRECEPTOR_TRAINING_JOB=" + job.folder().root()))
                    .toList();
        }
    }

    private static String environment(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
