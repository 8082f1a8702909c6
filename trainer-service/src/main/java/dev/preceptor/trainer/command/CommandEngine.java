package dev.preceptor.trainer.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.TrainingJob;
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
public final class CommandEngine implements TrainingEngine {

    private static final Logger LOG = Logger.getLogger(CommandEngine.class);
    private static final String ADAPTER_CONFIGURATION = "adapter_config.json";
    private static final String ADAPTER_WEIGHTS = "adapter_model.safetensors";

    private final CommandSettings settings;
    private final CommandLine command;
    private final AdapterBase adapterBase;
    private final ProgramBase base;
    private final Backoff backoff;

    /** @throws TrainingException if the command is not one */
    public CommandEngine(CommandSettings settings, AdapterBase adapterBase) {
        this(settings, adapterBase, Backoff.OF_STORE);
    }

    CommandEngine(CommandSettings settings, AdapterBase adapterBase, Backoff backoff) {
        this.settings = settings;
        this.command = new CommandLine(settings.command());
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
        TrainingJob job = task.job();
        JobFolder folder = new JobFolder(task.work());
        if (new JobProcesses(folder.root()).end(settings.grace())) {
            LOG.infof("%s round %d: ended the program that a killed service had left", job.runId(), job.round());
        }
        JobDescription description = new JobWriter(settings, base).write(task, folder);
        TrainingManifest manifest = finished(folder, description)
                .orElseGet(() -> run(
                        new TrainerProgram(command, settings.grace(), folder, description, job), folder, job, monitor));
        LOG.infof("%s round %d: trained by %s", job.runId(), job.round(), manifest.versions());
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
    private static Optional<TrainingManifest> finished(JobFolder folder, JobDescription description) {
        Optional<TrainingManifest> manifest = folder.manifest()
                .filter(found -> found.fault(description, folder.output()).isEmpty());
        if (manifest.isEmpty()) {
            folder.deleteManifest();
        }
        return manifest;
    }

    private TrainingManifest run(TrainerProgram program, JobFolder folder, TrainingJob job, TrainingMonitor monitor) {
        int failures = 0;
        Optional<String> state = folder.newestState();
        while (true) {
            ProgramEnd end = program.run(monitor);
            if (end instanceof ProgramEnd.Succeeded succeeded) {
                return succeeded.manifest();
            }
            if (end instanceof ProgramEnd.TrainingFailed failed) {
                throw new TrainingException(failed.reason());
            }
            String reason = ((ProgramEnd.InfrastructureFailed) end).reason();
            Optional<String> newest = folder.newestState();
            failures = newest.equals(state) ? failures + 1 : 1;
            state = newest;
            if (failures > settings.restarts()) {
                throw new TrainingException(
                        "the program failed %d times without a newer saved state: %s".formatted(failures, reason));
            }
            Duration delay = backoff.after(failures);
            LOG.warnf(
                    "%s round %d: %s; starts again in %d s%s",
                    job.runId(),
                    job.round(),
                    reason,
                    delay.toSeconds(),
                    newest.map(name -> " from " + name).orElse(""));
            monitor.sleep().accept(delay);
        }
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
