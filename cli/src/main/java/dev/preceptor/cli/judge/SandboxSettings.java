package dev.preceptor.cli.judge;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.option.OptionCheck;
import dev.preceptor.executor.sandbox.Isolation;
import dev.preceptor.executor.sandbox.Judging;
import dev.preceptor.executor.sandbox.Limits;
import dev.preceptor.executor.sandbox.SandboxConfiguration;
import dev.preceptor.executor.sandbox.SandboxException;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * The sandbox's configuration from the options and from the settings of executor-service: {@code executor.isolation},
 * {@code executor.judging}, {@code executor.python} and {@code executor.preload}, as system properties, or in the environment as
 * {@code EXECUTOR_ISOLATION}, {@code EXECUTOR_JUDGING}, {@code EXECUTOR_PYTHON} and {@code EXECUTOR_PRELOAD}.
 */
final class SandboxSettings {

    @Option(
            names = "--timeout",
            paramLabel = "S",
            description = "CPU time limit of a program in seconds (default: 10).")
    private Double timeout;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Number of programs judged in parallel (default: one per processor).")
    private Integer workers;

    @Option(names = "--memory", paramLabel = "MB", description = "Memory limit of a program in MB (default: 512).")
    private Integer memory;

    @Option(
            names = "--judging",
            paramLabel = "WHERE",
            description = "Where tests run: auto, outside (in a process of their own) or inside (in the program's"
                    + " process); see docs/JUDGING.md (default: auto).")
    private String judging;

    SandboxConfiguration configuration(Properties properties, Map<String, String> environment) {
        SandboxConfiguration configuration = SandboxConfiguration.DEFAULT;
        String isolation = setting("isolation", properties, environment);
        String python = setting("python", properties, environment);
        if (isolation != null) {
            configuration = configuration.withIsolation(Isolation.of(isolation));
        }
        String where = setting("judging", properties, environment);
        if (judging != null) {
            configuration = configuration.withJudging(chosen(judging));
        } else if (where != null) {
            configuration = configuration.withJudging(Judging.of(where));
        }
        if (python != null) {
            configuration = configuration.withPython(python);
        }
        String preload = setting("preload", properties, environment);
        if (preload != null) {
            configuration = configuration.withPreload(Stream.of(preload.split(","))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList());
        }
        if (workers != null) {
            configuration = configuration.withWorkers(OptionCheck.atLeast("--workers", workers, 1));
        }
        return configuration.withLimits(limits());
    }

    private static Judging chosen(String where) {
        try {
            return Judging.of(where);
        } catch (SandboxException e) {
            throw CommandException.badInput("--judging must be auto, outside or inside, is '" + where + "'", e);
        }
    }

    private Limits limits() {
        Limits limits = Limits.DEFAULT;
        if (timeout != null) {
            limits = limits.withCpuSeconds(OptionCheck.atLeast("--timeout", timeout, 0.1));
        }
        return memory == null
                ? limits
                : new Limits(
                        limits.cpuSeconds(),
                        limits.wallSeconds(),
                        OptionCheck.atLeast("--memory", memory, 64),
                        limits.threads(),
                        limits.outputKilobytes(),
                        limits.scratchKilobytes());
    }

    private static String setting(String name, Properties properties, Map<String, String> environment) {
        String property = properties.getProperty("executor." + name);
        return property != null ? property : environment.get("EXECUTOR_" + name.toUpperCase(Locale.ROOT));
    }
}
