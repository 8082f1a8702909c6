package dev.preceptor.executor.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Json;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Python part of the sandbox, and the format of the requests to it. Its files are sent through a pipe, never written to disk. */
final class Harness {

    private static final List<String> FILES = List.of(
            "syscalls",
            "kernel",
            "seccomp",
            "landlock",
            "namespaces",
            "confinement",
            "wire",
            "arrays",
            "values",
            "inspector",
            "program_traceback",
            "inside_inspector",
            "live_names",
            "report",
            "direct_decorators",
            "direct_tests",
            "guarding",
            "pytest_fixtures",
            "pytest_log",
            "pytest_phases",
            "pytest_session",
            "running",
            "restoring",
            "inside",
            "standard_streams",
            "usage",
            "ending",
            "self_contained",
            "program_process",
            "processes_as_threads",
            "main_module",
            "script",
            "self_contained_script",
            "cut_off",
            "candidate",
            "display",
            "comparison",
            "proxies",
            "nodes",
            "rewriting",
            "pytest_parameters",
            "pytest_forms",
            "forms",
            "suite",
            "judge",
            "judge_process",
            "child",
            "preloading",
            "idle_processes",
            "warmup",
            "zygote");

    private Harness() {}

    /** The program that reads the other files. */
    static String bootstrap() {
        return read("bootstrap");
    }

    /** The other files and the settings, to be written once. */
    static byte[] start(SandboxConfiguration configuration, List<String> libraries) {
        Map<String, String> files = new LinkedHashMap<>();
        FILES.forEach(name -> files.put(name, read(name)));
        Map<String, Object> settings = Map.of(
                "tier",
                configuration.isolation().word(),
                "scratchKilobytes",
                configuration.limits().scratchKilobytes(),
                "libraries",
                libraries,
                "preload",
                configuration.preload(),
                "seed",
                configuration.seed());
        byte[] body = json(Map.of("files", files, "settings", settings));
        byte[] length = String.format("%12d", body.length).getBytes(StandardCharsets.US_ASCII);
        return join(length, body);
    }

    /** A program and its tests: the part for the program's process, then the part for the judging process. */
    static byte[] request(Program program, Limits limits, Judging judging) {
        TestSuite suite = program.tests();
        Map<String, Object> forProgram = new LinkedHashMap<>();
        forProgram.put("setup", suite.setup());
        forProgram.put("code", program.code());
        forProgram.put("entryPoint", suite.entryPoint());
        forProgram.put("isCutOff", program.isCutOff());
        forProgram.put("byInput", !suite.inputOutput().isEmpty());
        byte[] first = json(forProgram);
        byte[] second = tests(suite, judging);
        return join(header(first.length, second.length, TestRunner.bits(suite), limits), first, second);
    }

    private static byte[] tests(TestSuite suite, Judging judging) {
        Map<String, Object> forJudge = new LinkedHashMap<>();
        forJudge.put("judging", judging.word());
        forJudge.put("setup", suite.setup());
        forJudge.put("entryPoint", suite.entryPoint());
        forJudge.put("check", suite.check());
        forJudge.put("helpers", suite.promptCode());
        forJudge.put(
                "tests",
                suite.tests().stream()
                        .map(test -> Map.of("test", test.text(), "public", test.isPublic()))
                        .toList());
        forJudge.put(
                "inputOutput",
                suite.inputOutput().stream()
                        .map(pair -> Map.of("input", pair.input(), "outputs", pair.output()))
                        .toList());
        forJudge.put("comparison", suite.comparison());
        return json(forJudge);
    }

    static String read(String name) {
        try (InputStream file = Harness.class.getResourceAsStream(name + ".py")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lengths of the two parts, the runners that the tests need and the limits, in the zygote's format. */
    private static byte[] header(int program, int tests, int runners, Limits limits) {
        return ByteBuffer.allocate(44)
                .putInt(program)
                .putInt(tests)
                .putInt(runners)
                .putDouble(limits.cpuSeconds())
                .putDouble(limits.wallSeconds())
                .putInt(limits.memoryMegabytes())
                .putInt(limits.threads())
                .putInt(limits.outputKilobytes())
                .putInt(limits.scratchKilobytes())
                .array();
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
