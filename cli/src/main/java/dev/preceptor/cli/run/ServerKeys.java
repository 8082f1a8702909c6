package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.contracts.specification.TeacherSpecification;
import java.util.List;
import java.util.Map;

/** Checks, before anything starts, that the API keys of the specification's servers are set. */
public final class ServerKeys {

    private ServerKeys() {}

    /** @throws CommandException naming the setting and the variable, if one is not set */
    public static void require(SpecificationFile file, Map<String, String> environment) {
        List<TeacherSpecification> rungs = file.specification().ladder().rungs();
        for (int i = 0; i < rungs.size(); i++) {
            String section = rungs.size() == 1 ? "teacher" : "teachers[" + i + "]";
            require(file, section, rungs.get(i).apiKeyEnv(), "the teacher's key", environment);
        }
        requireStudents(file, environment);
    }

    /** @throws CommandException naming the setting and the variable, if the key of the student's server is not set */
    public static void requireStudents(SpecificationFile file, Map<String, String> environment) {
        require(
                file,
                "student",
                file.specification().student().apiKeyEnv(),
                "the key of the student's server",
                environment);
    }

    private static void require(
            SpecificationFile file, String whose, String variable, String key, Map<String, String> environment) {
        String setting = whose + ".apiKeyEnv";
        if (variable != null && environment.getOrDefault(variable, "").isBlank()) {
            throw CommandException.badInput(file.file() + ":" + file.lineOf(setting) + ": " + setting
                    + ": the environment variable " + variable + " is not set; set it to " + key);
        }
    }
}
