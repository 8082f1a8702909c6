package dev.preceptor.executor;

import dev.preceptor.executor.sandbox.Isolation;
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
     * The interpreter that runs programs, 3.9 or newer, or that of a virtual environment: a path, or a name on the PATH.
     * What it can import, programs can.
     */
    @WithDefault("python3")
    String python();

    /** Modules that are imported once, before any program runs: such as {@code numpy,pandas}. */
    Optional<List<String>> preload();

    /** How many programs run at a time; by default as many as there are processors. */
    OptionalInt workers();

    /** The liveness check fails when programs are to be judged and none has been for so long: longer than any may take. */
    @WithDefault("1h")
    Duration hangsAfter();

    /** The largest record: {@code preceptor.max-message-bytes}, as for the topics. */
    @WithDefault("8388608")
    int maxMessageBytes();

    LimitSettings limits();

    /** What the limits of a task's own cannot exceed. */
    MostSettings most();

    /** What one program may use, where its task does not say. */
    interface LimitSettings {

        /** Processor time, loading and all tests together. */
        @WithDefault("10")
        double cpuSeconds();

        /** Elapsed time in which it waits for something else than a processor. */
        @WithDefault("60")
        double wallSeconds();

        /** Address space. */
        @WithDefault("512")
        int memoryMegabytes();

        /** Further threads; holds in tier a only. No tier lets a program start a process. */
        @WithDefault("16")
        int threads();

        /** What it may print; the rest is dropped. */
        @WithDefault("64")
        int outputKilobytes();

        /** What its scratch directory may hold; tier b has none. */
        @WithDefault("16384")
        int scratchKilobytes();

        default Limits limits() {
            return new Limits(
                    cpuSeconds(), wallSeconds(), memoryMegabytes(), threads(), outputKilobytes(), scratchKilobytes());
        }
    }

    /** The same limits, as the most that a task may ask for; its files are bounded by the scratch directory. */
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
                python(),
                preload().orElse(List.of()),
                workers().orElse(Runtime.getRuntime().availableProcessors()),
                limits().limits(),
                most().limits(limits().scratchKilobytes()),
                0);
    }
}
