package dev.preceptor.trainer.program;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.languagemodel.checkpoint.CheckpointType;
import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import dev.preceptor.languagemodel.finetuning.AdapterMerger;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import dev.preceptor.stage.retry.Backoff;
import dev.preceptor.trainer.engine.AdapterBase;
import dev.preceptor.trainer.engine.TrainingEngine;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingMonitor;
import dev.preceptor.trainer.engine.TrainingResult;
import dev.preceptor.trainer.engine.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Trains by a program. It gets the job as files, and returns files. A program that died, or reports a fault of the infrastructure, is
 * started again and resumes from its newest state; one that says that the training failed is not.
 */
public final class ProgramEngine implements TrainingEngine {

    private static final Logger LOG = Logger.getLogger(ProgramEngine.class);
    private static final String ADAPTER_CONFIGURATION = "adapter_config.json";
    private static final String ADAPTER_WEIGHTS = "adapter_model.safetensors";

    private final ProgramSettings settings;
    private final TrainerProgram program;
    private final AdapterBase adapterBase;
    private final ProgramBase base;
    private final Backoff backoff;

    public ProgramEngine(ProgramSettings settings, TrainerProgram program, AdapterBase adapterBase) {
        this(settings, program, adapterBase, Backoff.OF_STORE);
    }

    /** @param backoff the times between two starts of the program */
    public ProgramEngine(ProgramSettings settings, TrainerProgram program, AdapterBase adapterBase, Backoff backoff) {
        this.settings = settings;
        this.program = program;
        this.adapterBase = adapterBase;
        this.base = new ProgramBase(settings.models());
        this.backoff = backoff;
    }

    @Override
    public Path states(Path work) {
        return new JobFolder(work).states();
    }

    @Override
    public TrainingResult train(TrainingTask task, TrainingMonitor monitor) {
        long started = System.nanoTime();
        JobFolder folder = new JobFolder(task.work());
        JobDescription description = new JobWriter(settings, base).write(task, folder);
        ProgramRun run = new ProgramRun(task.job(), description, folder);
        TrainingManifest manifest = finished(run).orElseGet(() -> trained(run, monitor));
        LOG.infof("%s: trained by %s", run.name(), manifest.versions());
        return new TrainingResult(
                checkpoint(task, folder),
                description.examples().lines()
                        + (description.validation() == null
                                ? 0
                                : description.validation().lines()),
                manifest.curve(),
                manifest.validation(),
                manifest.tokensPerSecond(),
                (System.nanoTime() - started) / 1e9);
    }

    /** The manifest of this very job if the program had finished before this process was killed. */
    private Optional<TrainingManifest> finished(ProgramRun run) {
        Optional<TrainingManifest> manifest = run.folder().manifest(run.description());
        if (manifest.isPresent()) {
            program.endAll(run);
        }
        return manifest;
    }

    private TrainingManifest trained(ProgramRun run, TrainingMonitor monitor) {
        JobFolder folder = run.folder();
        program.endOthers(run, monitor);
        folder.discardOther(run.description());
        if (folder.manifest(run.description()).isEmpty()) {
            folder.deleteManifest();
        }
        folder.write(run.description());
        int failures = 0;
        Optional<String> state = folder.newestState();
        while (true) {
            ProgramEnd end = program.run(run, monitor);
            if (end instanceof ProgramEnd.Succeeded succeeded) {
                return succeeded.manifest();
            }
            String reason = repeatable(end);
            Optional<String> newest = folder.newestState();
            failures = newest.equals(state) ? failures + 1 : 1;
            state = newest;
            if (failures > settings.restarts()) {
                throw new TrainingException(
                        "the program failed %d times without a newer saved state: %s".formatted(failures, reason));
            }
            Duration delay = backoff.after(failures);
            LOG.warnf(
                    "%s: %s; starts again in %d s%s",
                    run.name(),
                    reason,
                    delay.toSeconds(),
                    newest.map(name -> " from " + name).orElse(""));
            monitor.sleep().accept(delay);
        }
    }

    /** The reason of an end after which the program is started again. */
    private static String repeatable(ProgramEnd end) {
        if (end instanceof ProgramEnd.InfrastructureFailed failed) {
            return failed.reason();
        }
        if (end instanceof ProgramEnd.Evicted evicted) {
            return evicted.reason();
        }
        throw new TrainingException(((ProgramEnd.TrainingFailed) end).reason());
    }

    /** The whole model of the program's result, with the tokenizer of the base. */
    private Path checkpoint(TrainingTask task, JobFolder folder) {
        Path output = folder.output();
        try {
            if (Files.exists(output.resolve(ADAPTER_CONFIGURATION))) {
                return merged(task, output);
            }
            try (Tokenizer tokenizer = Tokenizer.load(task.base())) {
                for (Map.Entry<String, byte[]> file : tokenizer.files().entrySet()) {
                    Files.write(output.resolve(file.getKey()), file.getValue());
                }
            }
            return output;
        } catch (IOException e) {
            throw new TrainingException(output + " cannot be made a checkpoint: " + e.getMessage(), e);
        }
    }

    private Path merged(TrainingTask task, Path adapter) throws IOException {
        Path target = task.work().resolve("checkpoint");
        TensorFolder.delete(target);
        CheckpointType type = CheckpointType.named(task.training().storedDtype());
        AdapterMerger.merge(base.toMergeInto(task), adapter, target, type);
        Path copy = Files.createDirectories(target.resolve(TrainingResult.ADAPTER));
        ObjectNode configuration =
                (ObjectNode) Json.mapper().readTree(Files.readAllBytes(adapter.resolve(ADAPTER_CONFIGURATION)));
        configuration.put(
                "base_model_name_or_path", adapterBase.nameOf(task.job().base()));
        Files.writeString(
                copy.resolve(ADAPTER_CONFIGURATION),
                Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(configuration) + "\n");
        Files.copy(adapter.resolve(ADAPTER_WEIGHTS), copy.resolve(ADAPTER_WEIGHTS));
        return target;
    }
}
