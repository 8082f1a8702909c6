package dev.preceptor.trainer.program;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.JobStateStore;
import dev.preceptor.artifactstore.TrainingExchange;
import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import dev.preceptor.trainer.engine.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Carries a job's files through the artifact store, for a program that shares no volume with this service. deploy/trainer/in_bucket.py is
 * the other side: there the files have the same paths.
 */
public final class JobTransfer {

    private static final Logger LOG = Logger.getLogger(JobTransfer.class);
    private static final List<String> SENT =
            List.of("examples.jsonl", "validation.jsonl", "order.jsonl", "progress.jsonl", "job.json");
    private static final String PROGRESS = "progress.jsonl";
    private static final String MANIFEST = "manifest.json";

    private final ArtifactStore store;

    public JobTransfer(ArtifactStore store) {
        this.store = store;
    }

    /**
     * Uploads what the program reads: the job, the base model and the newest state.
     *
     * @throws ArtifactException if the store cannot be written
     */
    public void send(ProgramRun run) {
        Path root = run.folder().root();
        Path staging = root.resolve("sent");
        try {
            TensorFolder.delete(staging);
            Files.createDirectories(staging);
            for (String name : SENT) {
                if (Files.exists(root.resolve(name))) {
                    Files.copy(root.resolve(name), staging.resolve(name));
                }
            }
        } catch (IOException e) {
            throw new TrainingException(staging + " cannot be written: " + e.getMessage(), e);
        }
        Path base = Path.of(run.description().baseModel().path());
        Map<Path, Path> folders = new LinkedHashMap<>();
        folders.put(base, base);
        folders.put(root, staging);
        run.folder().newestState().ifPresent(state -> store.states()
                .save(run.job().id(), run.folder().states().resolve(state)));
        store.exchange(run.job().id()).send(folders);
        TensorFolder.delete(staging);
    }

    /** Downloads what the program has written since: a newer state, its progress, and at its end the result. */
    public void receive(ProgramRun run) {
        try {
            Optional<byte[]> manifest = exchange(run).received(MANIFEST);
            receiveState(run);
            receiveProgress(run);
            if (manifest.isPresent() && run.folder().manifest().isEmpty()) {
                receiveResult(run, manifest.get());
            }
        } catch (ArtifactException e) {
            // The training goes on meanwhile.
            LOG.warnf("%s: %s; tried again", run.name(), e.getMessage());
        } catch (IOException e) {
            throw new TrainingException(run.folder().root() + " cannot be written: " + e.getMessage(), e);
        }
    }

    private TrainingExchange exchange(ProgramRun run) {
        return store.exchange(run.job().id());
    }

    private void receiveState(ProgramRun run) {
        JobStateStore states = store.states();
        Optional<String> here = run.folder().newestState();
        Optional<JobStateStore.Saved> there = states.newest(run.job().id())
                .filter(saved -> here.isEmpty() || saved.name().compareTo(here.get()) > 0);
        if (there.isPresent()
                && states.fetch(run.job().id(), run.folder().states()).isPresent()) {
            here.map(run.folder().states()::resolve).ifPresent(TensorFolder::delete);
        }
    }

    private void receiveProgress(ProgramRun run) throws IOException {
        Optional<byte[]> progress = exchange(run).received(PROGRESS);
        if (progress.isPresent() && progress.get().length > run.folder().progressBytes()) {
            replace(run.folder().progress(), progress.get());
        }
    }

    private void receiveResult(ProgramRun run, byte[] manifest) throws IOException {
        Path output = run.folder().output();
        Path partial = output.resolveSibling("output.partial");
        TensorFolder.delete(partial);
        Files.createDirectories(partial);
        if (exchange(run).fetchOutput(partial)) {
            TensorFolder.delete(output);
            Files.move(partial, output, StandardCopyOption.ATOMIC_MOVE);
            replace(run.folder().root().resolve(MANIFEST), manifest);
        }
    }

    private static void replace(Path file, byte[] content) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        Files.write(partial, content);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
