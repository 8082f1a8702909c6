package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.specification.SpecificationFile;
import java.util.Map;

/** Sees to it, before anything starts, that the teacher's key is there where the specification names one. */
final class TeacherKey {

    private TeacherKey() {}

    /** @throws CommandException naming the setting and the variable, if that is not set */
    static void require(SpecificationFile file, Map<String, String> environment) {
        String variable = file.specification().teacher().apiKeyEnv();
        if (variable != null && environment.getOrDefault(variable, "").isBlank()) {
            throw CommandException.badInput(file.file() + ":" + file.lineOf("teacher.apiKeyEnv")
                    + ": teacher.apiKeyEnv: the environment variable " + variable
                    + " is not set; set it to the teacher's key");
        }
    }
}
