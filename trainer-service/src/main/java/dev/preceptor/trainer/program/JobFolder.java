package dev.preceptor.trainer.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.artifactstore.Sha256;
import dev.preceptor.artifactstore.SoftTargetFile;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.Json;
import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import dev.preceptor.languagemodel.finetuning.TrainingStateFolder;
import dev.preceptor.trainer.engine.TrainingException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The folder of a job, through which a program receives the job and returns the result. docs/TRAINERS.md describes it. */
public record JobFolder(Path root) {

    private static final Pattern STATE = Pattern.compile("step-[0-9]{8}");
    private static final String JOB = "job.json";
    private static final int LOG_BYTES = 4000;

    public JobFolder {
        root = root.toAbsolutePath().normalize();
    }

    Path progress() {
        return root.resolve("progress.jsonl");
    }

    /** The number of bytes in progress.jsonl. */
    public long progressBytes() {
        try {
            return Files.exists(progress()) ? Files.size(progress()) : 0;
        } catch (IOException e) {
            throw new TrainingException(progress() + " cannot be read: " + e.getMessage(), e);
        }
    }

    Path output() {
        return root.resolve("output");
    }

    Path states() {
        return root.resolve("states");
    }

    /** The file for the output of the program. */
    public Path log() {
        return root.resolve("log.txt");
    }

    private Path manifestFile() {
        return root.resolve("manifest.json");
    }

    /** The folder of a complete state; empty if it does not exist any more, or the name is not that of a state. */
    Optional<Path> state(String name) {
        return Optional.of(name)
                .filter(text -> STATE.matcher(text).matches())
                .map(states()::resolve)
                .filter(Files::isDirectory);
    }

    /** The name of the newest state; empty if there is none. */
    Optional<String> newestState() {
        return new TrainingStateFolder(states(), 1).newest();
    }

    /** The manifest; empty if there is none or it cannot be read. */
    Optional<TrainingManifest> manifest() {
        try {
            return Files.exists(manifestFile()) ? Optional.of(TrainingManifest.read(manifestFile())) : Optional.empty();
        } catch (IOException e) {
            throw new TrainingException(manifestFile() + " is not a manifest: " + e.getMessage(), e);
        }
    }

    /** The manifest if it is that of this training and fits the result; empty otherwise. */
    Optional<TrainingManifest> manifest(JobDescription description) {
        return manifest().filter(found -> found.fault(description, output()).isEmpty());
    }

    /** Deletes states and results of a training with another fingerprint, such as one with another number of processes. */
    void discardOther(JobDescription description) {
        Path job = root.resolve(JOB);
        try {
            if (Files.exists(job)
                    && !description
                            .fingerprint()
                            .equals(Json.mapper()
                                    .readTree(job.toFile())
                                    .path("fingerprint")
                                    .asText())) {
                TensorFolder.delete(states());
                TensorFolder.delete(output());
                TensorFolder.delete(root.resolve("work"));
            }
        } catch (IOException e) {
            throw new TrainingException(job + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Deletes the manifest of an earlier training, so that only a new one is a sign of success. */
    void deleteManifest() {
        try {
            Files.deleteIfExists(manifestFile());
        } catch (IOException e) {
            throw notWritable(e);
        }
    }

    /** Writes a file with one line for each object. A file with the same content stays: a program may be reading it. */
    JobDescription.DataFile write(String name, List<?> objects) {
        StringBuilder lines = new StringBuilder();
        Json.lines(objects).forEach(line -> lines.append(line).append('\n'));
        return write(name, lines.toString().getBytes(StandardCharsets.UTF_8), objects.size());
    }

    /** Writes a file of soft targets. */
    JobDescription.DataFile write(String name, SoftTargetRows rows) {
        return write(name, SoftTargetFile.write(rows), rows.rows());
    }

    private JobDescription.DataFile write(String name, byte[] content, int lines) {
        try {
            Files.createDirectories(root);
            Path file = root.resolve(name);
            writeIfOther(file, content);
            return new JobDescription.DataFile(name, Sha256.of(file), lines);
        } catch (IOException e) {
            throw notWritable(e);
        }
    }

    /** Writes job.json, atomically and after all other files. */
    void write(JobDescription description) {
        try {
            writeIfOther(
                    root.resolve(JOB),
                    Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(description));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a description can be written as JSON", e);
        } catch (IOException e) {
            throw notWritable(e);
        }
    }

    private static void writeIfOther(Path file, byte[] content) throws IOException {
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.write(partial, content);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The last lines of the program's output, to be appended to a message; empty if there are none. */
    public String endOfLog() {
        try (RandomAccessFile file = new RandomAccessFile(log().toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(LOG_BYTES, file.length())];
            file.seek(file.length() - bytes.length);
            file.readFully(bytes);
            return OutputEnd.appended(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return "";
        }
    }

    private TrainingException notWritable(IOException e) {
        return new TrainingException("the folder " + root + " cannot be written: " + e.getMessage(), e);
    }
}
