package dev.preceptor.executor;

import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.sandbox.Sandbox;
import dev.preceptor.executor.sandbox.SandboxConfiguration;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * A sandbox with another hash seed, so that sets have another order and random numbers other values than in the first sandbox. It
 * detects programs that depend on either. It is started on first use, which only task generation needs.
 */
@ApplicationScoped
public class SecondSandbox {

    private static final int ANOTHER_SEED = 1;

    private final SandboxConfiguration configuration;
    private Sandbox sandbox;
    private boolean closed;

    SecondSandbox(ExecutorConfiguration configuration) {
        this.configuration = configuration.sandbox().withSeed(ANOTHER_SEED);
    }

    /** Judges a program. */
    Judgement judge(Program program) {
        return started().judge(program);
    }

    private synchronized Sandbox started() {
        if (closed) {
            throw new IllegalStateException("the service stops");
        }
        if (sandbox == null) {
            sandbox = Sandbox.start(configuration);
        }
        return sandbox;
    }

    @PreDestroy
    synchronized void close() {
        closed = true;
        if (sandbox != null) {
            sandbox.close();
        }
    }
}
