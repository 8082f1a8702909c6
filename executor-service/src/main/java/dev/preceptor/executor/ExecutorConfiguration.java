package dev.preceptor.executor;

import dev.preceptor.executor.sandbox.Isolation;
import dev.preceptor.executor.sandbox.Judging;
import dev.preceptor.executor.sandbox.Limits;
import dev.preceptor.executor.sandbox.SandboxConfiguration;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The executor's settings. */
@ConfigMapping(prefix = "executor")
public interface ExecutorConfiguration {

    /** {@code auto}, {@code a} (namespaces), {@code b} (Landlock and seccomp) or {@code none}. */
    @WithDefault("auto")
    String isolation();

    /**
     * Where tests run: {@code auto}, {@code outside} (in a process of their own) or {@code inside} (in the program's process); see
     * docs/JUDGING.md.
     */
    @WithDefault("auto")
    String judging();

    /**
     * The Python interpreter that runs programs, 3.9 or newer, such as that of a virtual environment: a path, or a name on the PATH.
     * Programs can import what it can import.
     */
    @WithDefault("python3")
    String python();

    /** Modules that are imported once, before any program runs, such as {@code numpy,pandas}. */
    Optional<List<String>> preload();

    /** Maximum number of programs that run at a time; by default the number of processors. */
    OptionalInt workers();

    /** The liveness check fails when programs are in progress and none has ended for this time; set it above the longest limit. */
    @WithDefault("1h")
    Duration hangsAfter();

    /** Maximum size of a record in bytes; set by {@code preceptor.max-message-bytes}, as for the topics. */
    @WithDefault("8388608")
    int maxMessageBytes();

    LimitSettings limits();

    /** Upper bounds of a task's own limits. */
    MostSettings most();

    /** The limits of a program whose task sets none. */
    interface LimitSettings {

        /** CPU time of loading and all tests together. */
        @WithDefault("10")
        double cpuSeconds();

        /** Wall-clock time, not counting the time that it waits for a processor. */
        @WithDefault("60")
        double wallSeconds();

        /** Address space. */
        @WithDefault("512")
        int memoryMegabytes();

        /** Additional threads; enforced in tier a only. No tier lets a program start a process. */
        @WithDefault("16")
        int threads();

        /** Output; the rest is dropped. */
        @WithDefault("64")
        int outputKilobytes();

        /** Size of the scratch directory; tier b has none. */
        @WithDefault("16384")
        int scratchKilobytes();

        default Limits limits() {
            return new Limits(
                    cpuSeconds(), wallSeconds(), memoryMegabytes(), threads(), outputKilobytes(), scratchKilobytes());
        }
    }

    /** The upper bounds of the same limits in tasks; files are bounded by the scratch directory. */
    interface MostSettings {

        @WithDefault("60")
        double cpuSeconds();

        @WithDefault("300")
        double wallSeconds();

        @WithDefault("4096")
        int memoryMegabytes();

        @WithDefault("64")
        int threads();

        @WithDefault("1024")
        int outputKilobytes();

        default Limits limits(int scratchKilobytes) {
            return new Limits(
                    cpuSeconds(), wallSeconds(), memoryMegabytes(), threads(), outputKilobytes(), scratchKilobytes);
        }
    }

    default SandboxConfiguration sandbox() {
        return new SandboxConfiguration(
                Isolation.of(isolation()),
                Judging.of(judging()),
                python(),
                preload().orElse(List.of()),
                workers().orElse(Runtime.getRuntime().availableProcessors()),
                limits().limits(),
                most().limits(limits().scratchKilobytes()),
                0);
    }
}
