package dev.preceptor.trainer.program;

import ai.djl.ndarray.types.DataType;
import dev.preceptor.artifactstore.Sha256;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.CheckpointType;
import dev.preceptor.languagemodel.checkpoint.HuggingFaceFolder;
import dev.preceptor.languagemodel.checkpoint.LazyTensor;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The base model as a program reads it.
 *
 * @param models the folder for models that a program has to convert
 */
record ProgramBase(Path models) {

    private static final String SAFETENSORS = ".safetensors";
    private static final int HASH = 16;

    /** The description of the base. A .gguf file is first written as a Hugging Face folder, in float32, into the work folder. */
    JobDescription.BaseModel of(TrainingTask task) {
        CheckpointReference reference = task.job().base();
        Path folder = Files.isDirectory(task.base()) ? task.base() : written(task);
        return new JobDescription.BaseModel(
                reference.uri(),
                reference.sha256(),
                folder.toAbsolutePath().normalize().toString(),
                converted(task).toString());
    }

    /** The model that an adapter is merged into: the base, or what the program has converted it to. */
    Path toMergeInto(TrainingTask task) {
        return hasReadableWeights(task.base()) ? task.base() : converted(task);
    }

    /** The data type of the checkpoint's weights, as job.json names it. */
    String storedType(TrainingTask task) {
        CheckpointType type = CheckpointType.named(task.training().storedDtype());
        if (type == CheckpointType.BASE && !hasReadableWeights(task.base())) {
            return "auto";
        }
        return type.of(task.base()).name().toLowerCase(Locale.ROOT);
    }

    private Path converted(TrainingTask task) {
        String name = Sha256.of(task.job().base().uri()).substring(0, HASH);
        return models.resolve("converted").resolve(name).toAbsolutePath().normalize();
    }

    private static boolean hasReadableWeights(Path base) {
        if (!Files.isDirectory(base)) {
            return true;
        }
        try (Stream<Path> files = Files.list(base)) {
            return files.anyMatch(file -> file.toString().endsWith(SAFETENSORS));
        } catch (IOException e) {
            throw new TrainingException(base + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @throws CheckpointException if the file cannot be read, or the folder cannot be written */
    private static Path written(TrainingTask task) {
        Path folder = task.work().resolve("base");
        if (Files.isDirectory(folder)) {
            return folder;
        }
        ModelConfiguration configuration = ModelConfiguration.read(task.base()).withStoredType(DataType.FLOAT32);
        try (Tokenizer tokenizer = Tokenizer.load(task.base());
                WeightSource weights = WeightSource.open(task.base())) {
            HuggingFaceFolder.write(folder, configuration, LazyTensor.allOf(weights), tokenizer.files());
        }
        return folder;
    }
}
