package dev.preceptor.student.endpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model one of whose files is a named pipe: whoever loads it waits until the test writes what is in there. */
final class HangingModel {

    private final Path folder;
    private final Path pipe;
    private final byte[] content;
    private OutputStream end;
    private boolean loaded;

    private HangingModel(Path folder, Path pipe, byte[] content) {
        this.folder = folder;
        this.pipe = pipe;
        this.content = content;
    }

    static HangingModel in(Path folder) throws IOException {
        Path file = ServedStudent.model(folder, 2048).resolve("generation_config.json");
        byte[] content = Files.readAllBytes(file);
        Files.delete(file);
        Process mkfifo =
                new ProcessBuilder("mkfifo", file.toString()).inheritIO().start();
        try {
            if (mkfifo.waitFor() != 0) {
                throw new IOException("mkfifo ended with " + mkfifo.exitValue());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new HangingModel(folder, file, content);
    }

    Path folder() {
        return folder;
    }

    /** Returns when somebody is about to read the pipe: a pipe cannot be opened before. */
    void awaitLoading() throws IOException {
        end = Files.newOutputStream(pipe);
    }

    /** Lets a loading that was awaited go on. */
    void loads() throws IOException {
        if (end != null && !loaded) {
            loaded = true;
            try (OutputStream out = end) {
                out.write(content);
            }
        }
    }
}
