package dev.preceptor.executor.sandbox;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A program of {@code programs.txt}, with its tests, its verdict and what its feedback must say. */
record RecordedProgram(String name, Verdict verdict, String code, List<String> tests, List<String> feedback) {

    static List<RecordedProgram> all() throws IOException {
        try (InputStream file = RecordedProgram.class.getResourceAsStream("programs.txt")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8).replace('␀', '\0');
            List<RecordedProgram> programs = new ArrayList<>();
            List<String> sections = new ArrayList<>(List.of(text.split("(?m)^#### ")));
            sections.remove(0);
            for (int i = 0; i < sections.size(); ) {
                String head = firstLine(sections.get(i));
                int colon = head.lastIndexOf(':');
                String code = body(sections.get(i));
                List<String> tests = tests(body(sections.get(i + 1)));
                i += 2;
                List<String> feedback = List.of();
                if (i < sections.size() && firstLine(sections.get(i)).equals("feedback")) {
                    feedback = body(sections.get(i++)).lines().toList();
                }
                programs.add(new RecordedProgram(
                        head.substring(0, colon),
                        Verdict.valueOf(head.substring(colon + 1).strip()),
                        code,
                        tests,
                        feedback));
            }
            return programs;
        }
    }

    Program program() {
        return new Program(
                code,
                new TestSuite(
                        "f",
                        "",
                        tests.stream()
                                .map(test -> new TestSuite.Test(test, false))
                                .toList(),
                        null,
                        null));
    }

    @Override
    public String toString() {
        return name;
    }

    /** Each line is a test of its own, unless it goes on with the one before. */
    private static List<String> tests(String text) {
        List<String> tests = new ArrayList<>();
        for (String line : text.lines().toList()) {
            boolean goesOn = line.startsWith(" ") || line.startsWith("except");
            if (goesOn) {
                tests.set(tests.size() - 1, tests.get(tests.size() - 1) + "\n" + line);
            } else {
                tests.add(line);
            }
        }
        return tests;
    }

    private static String firstLine(String section) {
        return section.lines().findFirst().orElse("");
    }

    private static String body(String section) {
        int end = section.indexOf('\n');
        return end < 0 ? "" : section.substring(end + 1);
    }
}
