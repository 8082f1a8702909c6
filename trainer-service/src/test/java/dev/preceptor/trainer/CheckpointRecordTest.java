package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.specification.StudentSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointRecordTest {

    private static final Checkpoint CHECKPOINT = new Checkpoint(
            "id",
            "run",
            new StudentSpecification("model", null),
            new CheckpointReference(1, "file:///job", "ab"),
            new CheckpointReference(0, "model", null),
            3,
            List.of(),
            10,
            1,
            null);

    @TempDir
    Path root;

    @Test
    void aJobThatWasDoneIsNotDoneAgain() throws IOException {
        CheckpointRecord record = new CheckpointRecord(Files.createDirectory(root.resolve("job")));

        record.write(CHECKPOINT);

        assertThat(record.read()).contains(CHECKPOINT);
        assertThat(root.resolve("job")).exists();
    }

    @Test
    void whatAnInterruptedJobLeftIsClearedAway() throws IOException {
        Path folder = Files.createDirectories(root.resolve("job"));
        Files.writeString(folder.resolve("model.safetensors"), "half");

        assertThat(new CheckpointRecord(folder).read()).isEmpty();
        assertThat(folder).doesNotExist();
    }

    @Test
    void aRecordThatCannotBeReadIsAnErrorThatNamesIt() throws IOException {
        Files.writeString(root.resolve("job.json"), "{");

        assertThatThrownBy(() -> new CheckpointRecord(root.resolve("job")).read())
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("job.json");
    }
}
