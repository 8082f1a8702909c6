package dev.preceptor.executor.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Python side, and what is written to it. Its files are sent through a pipe and never lie on disk. */
final class Harness {

    private static final List<String> FILES = List.of(
            "syscalls",
            "kernel",
            "seccomp",
            "landlock",
            "namespaces",
            "confinement",
            "wire",
            "values",
            "inspector",
            "candidate",
            "display",
            "proxies",
            "rewriting",
            "suite",
            "judge",
            "bench",
            "child",
            "warmup",
            "zygote");

    private Harness() {}

    /** The program that reads the rest. */
    static String bootstrap() {
        return read("bootstrap");
    }

    /** The rest, with its settings, to be written once. */
    static byte[] start(Isolation isolation, Limits limits) {
        Map<String, String> files = new LinkedHashMap<>();
        FILES.forEach(name -> files.put(name, read(name)));
        Map<String, Object> settings = Map.of(
                "tier", isolation.word(),
                "cpuSeconds", limits.cpuSeconds(),
                "wallSeconds", limits.wallSeconds(),
                "memoryMegabytes", limits.memoryMegabytes(),
                "threads", limits.threads(),
                "outputKilobytes", limits.outputKilobytes(),
                "scratchKilobytes", limits.scratchKilobytes());
        byte[] body = json(Map.of("files", files, "settings", settings));
        return join(header(body.length), body);
    }

    /** A program and its tests: what the one child reads, then what the other does. */
    static byte[] request(Program program) {
        TestSuite suite = program.tests();
        Map<String, Object> forProgram = new LinkedHashMap<>();
        forProgram.put("setup", suite.setup());
        forProgram.put("code", program.code());
        forProgram.put("entryPoint", suite.entryPoint());
        Map<String, Object> forJudge = new LinkedHashMap<>();
        forJudge.put("setup", suite.setup());
        forJudge.put("entryPoint", suite.entryPoint());
        forJudge.put("check", suite.check());
        forJudge.put("helpers", suite.promptCode());
        forJudge.put(
                "tests",
                suite.tests().stream()
                        .map(test -> Map.of("test", test.text(), "public", test.isPublic()))
                        .toList());
        byte[] first = json(forProgram);
        byte[] second = json(forJudge);
        return join(header(first.length), header(second.length), first, second);
    }

    static String read(String name) {
        try (InputStream file = Harness.class.getResourceAsStream(name + ".py")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] header(int length) {
        return String.format("%12d", length).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] json(Object value) {
        try {
            return Json.mapper().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int position = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, position, part.length);
            position += part.length;
        }
        return whole;
    }
}
