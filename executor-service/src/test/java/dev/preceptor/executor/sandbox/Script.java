package dev.preceptor.executor.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of {@code scripts.txt} and its input.
 *
 * @param tierA whether it needs what only tier A has, such as a folder to write in
 */
record Script(String name, boolean tierA, String code, String input) {

    private static final String IN_TIER_A = " (tier a)";

    /** What Python does with a script, by itself. */
    record Run(String printed, int status, String errors) {

        /** Whether a person who looks at it would call it broken, whatever it printed. */
        boolean isFailure() {
            boolean killed = status > 128;
            return killed || status == 1 && errors.startsWith("Traceback");
        }
    }

    static List<Script> all() throws IOException {
        String text;
        try (InputStream file = Script.class.getResourceAsStream("scripts.txt")) {
            text = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replace('␍', '\r')
                    .replace('␌', '\f');
        }
        String[] sections = text.split("(?m)^#### ");
        List<Script> scripts = new ArrayList<>();
        for (int i = 1; i + 1 < sections.length; i += 2) {
            String[] program = sections[i].split("\n", 2);
            String[] input = sections[i + 1].split("\n", 2);
            boolean isCut = input[0].equals("input without its last newline");
            scripts.add(new Script(
                    program[0],
                    program[0].endsWith(IN_TIER_A),
                    program[1],
                    isCut ? input[1].substring(0, input[1].length() - 1) : input[1]));
        }
        return scripts;
    }

    /** Runs it as {@code python3 program.py < input} in an empty folder. */
    Run runBy(String python, Path folder) throws IOException, InterruptedException {
        Path program = Files.createDirectories(folder.resolve("run")).resolve("program.py");
        Files.writeString(program, code);
        Path given = folder.resolve("input");
        Path errors = folder.resolve("errors");
        Files.writeString(given, input);
        ProcessBuilder builder = new ProcessBuilder(python, "-X", "utf8", "program.py")
                .directory(program.getParent().toFile());
        builder.environment().clear();
        builder.environment().put("PYTHONHASHSEED", "0");
        Process process = builder.redirectInput(given.toFile())
                .redirectError(errors.toFile())
                .start();
        byte[] output = process.getInputStream().readAllBytes();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(name + " does not end");
        }
        return new Run(new String(output, StandardCharsets.UTF_8), process.exitValue(), Files.readString(errors));
    }

    @Override
    public String toString() {
        return name;
    }
}
