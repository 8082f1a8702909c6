package dev.preceptor.artifactstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.CheckpointReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process while it uploads a checkpoint of 100 MB. */
class KilledUploadIT {

    private static final int BYTES = 100_000_000;
    private static final int PARTS = (BYTES + S3MultipartUpload.MIN_PART_BYTES - 1) / S3MultipartUpload.MIN_PART_BYTES;
    private static final long PATIENCE_SECONDS = 120;
    private static final long LOOK_AT_PROCESS_MILLIS = 500;

    @TempDir
    Path folder;

    @Test
    void aKilledUploadResumesAndTheCheckpointIsVisibleOnlyWhenComplete() throws Exception {
        byte[] weights = new byte[BYTES];
        new Random(1).nextBytes(weights);
        try (S3Server server = new S3Server()) {
            String location = server.location(folder.resolve("trainer"));
            ArtifactStore trainer = new ArtifactStore(location);
            Path work = Files.createDirectories(folder.resolve("made"));
            Files.write(work.resolve("model.safetensors"), weights);

            Process process = publishing(location, work);
            awaitParts(server, 2, process);
            process.destroyForcibly().onExit().join();
            int sentByTheFirst = server.parts();
            assertThat(sentByTheFirst).as("killed in the middle").isLessThan(PARTS);

            CheckpointReference reference = trainer.publish("job", 1, work);

            assertThat(server.parts())
                    .as("no part that had arrived was sent again")
                    .isLessThanOrEqualTo(PARTS + 1);
            assertThat(server.parts() - sentByTheFirst).isLessThan(PARTS);
            assertThat(reference.sha256()).isEqualTo(Sha256.of(weights));
            Path there = new ArtifactStore(server.location(folder.resolve("student"))).checkpoint(reference);
            assertThat(there.resolve("model.safetensors")).hasSize(BYTES);
        }
    }

    private Process publishing(String location, Path work) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Daws.accessKeyId=" + S3Server.ACCESS_KEY,
                        "-Daws.secretAccessKey=" + S3Server.SECRET_KEY,
                        Publishing.class.getName(),
                        location,
                        work.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("publishing.log").toFile())
                .start();
    }

    private void awaitParts(S3Server server, int parts, Process process) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (server.parts() < parts) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError(
                        "waited in vain for a part: " + Files.readString(folder.resolve("publishing.log")));
            }
            server.awaitPart(parts, LOOK_AT_PROCESS_MILLIS);
        }
    }

    /** The process that uploads and is killed. */
    static final class Publishing {

        private Publishing() {}

        public static void main(String[] arguments) {
            new ArtifactStore(arguments[0]).publish("job", 1, Path.of(arguments[1]));
        }
    }
}
