package dev.preceptor.trainer.program;

import java.nio.file.Path;

/** The program scripted_trainer.py of the test's resources. */
public final class ScriptedTrainer {

    private static final Path PROGRAM = Path.of(
            System.getProperty("preceptor.root"),
            "trainer-service/src/test/resources/dev/preceptor/trainer/program/scripted_trainer.py");

    private ScriptedTrainer() {}

    /** Its command line, for {@code trainer.command}. */
    public static String command(String... options) {
        return "python3 '%s' {job} %s".formatted(PROGRAM, String.join(" ", options));
    }
}
