package dev.preceptor.trainer.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.trainer.engine.TrainingException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandLineTest {

    private static final Path JOB = Path.of("/jobs/a job");

    @Test
    void wordsAreSeparatedBySpacesAndTheJobIsOneWord() {
        assertThat(new CommandLine("torchrun  --nproc-per-node 2 finetune.py {job}").of(JOB))
                .containsExactly("torchrun", "--nproc-per-node", "2", "finetune.py", "/jobs/a job");
    }

    @Test
    void quotesKeepSpacesAndEmptyWords() {
        assertThat(new CommandLine("sh -c 'echo \"$1\"' \"a b\" x='c d' \"\" --job={job}").of(JOB))
                .containsExactly("sh", "-c", "echo \"$1\"", "a b", "x=c d", "", "--job=/jobs/a job");
    }

    @Test
    void aCommandNamesTheJobAndClosesItsQuotes() {
        assertThatThrownBy(() -> new CommandLine("torchrun finetune.py"))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("{job}");
        assertThatThrownBy(() -> new CommandLine("sh -c 'finetune {job}"))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("quote");
        assertThatThrownBy(() -> new CommandLine("  ")).isInstanceOf(TrainingException.class);
    }
}
