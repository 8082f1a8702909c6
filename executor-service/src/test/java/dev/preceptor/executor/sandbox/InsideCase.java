package dev.preceptor.executor.sandbox;

import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of {@code inside/*.txt} with its tests. A case begins with {@code #### name: VERDICT}, and {@code inside} or {@code outside}
 * where that is part of it; after the program come sections {@code test}, {@code check}, {@code entry}, {@code setup} and {@code prompt}.
 *
 * @param where {@code inside} or {@code outside}; empty where either is right
 */
record InsideCase(String name, Verdict verdict, String where, Program program) {

    private static final List<String> SECTIONS = List.of("test", "check", "entry", "setup", "prompt");

    static List<InsideCase> of(String file) {
        try (InputStream content = InsideCase.class.getResourceAsStream("inside/" + file + ".txt")) {
            return parse(new String(content.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<InsideCase> parse(String text) {
        List<InsideCase> cases = new ArrayList<>();
        List<String> sections = new ArrayList<>();
        for (String section : text.substring("#### ".length()).split("(?m)^#### ")) {
            if (!SECTIONS.contains(head(section)) && !sections.isEmpty()) {
                cases.add(ofSections(sections));
                sections.clear();
            }
            sections.add(section);
        }
        cases.add(ofSections(sections));
        return cases;
    }

    private static InsideCase ofSections(List<String> sections) {
        String head = head(sections.get(0));
        int colon = head.lastIndexOf(':');
        String[] outcome = head.substring(colon + 1).strip().split(" ");
        String entry = "f";
        String setup = "";
        String check = null;
        String prompt = null;
        List<TestSuite.Test> tests = new ArrayList<>();
        for (String section : sections.subList(1, sections.size())) {
            String body = body(section);
            switch (head(section)) {
                case "test" -> tests.add(new TestSuite.Test(body.strip(), true));
                case "check" -> check = body;
                case "entry" -> entry = body.strip();
                case "setup" -> setup = body;
                default -> prompt = body;
            }
        }
        Program program = new Program(body(sections.get(0)), new TestSuite(entry, setup, tests, check, prompt));
        return new InsideCase(
                head.substring(0, colon), Verdict.valueOf(outcome[0]), outcome.length > 1 ? outcome[1] : "", program);
    }

    private static String head(String section) {
        return section.lines().findFirst().orElse("");
    }

    private static String body(String section) {
        return section.substring(section.indexOf('\n') + 1);
    }

    @Override
    public String toString() {
        return name;
    }
}
