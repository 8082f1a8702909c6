package dev.preceptor.executor;

import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.sandbox.Sandbox;
import dev.preceptor.executor.sandbox.SandboxConfiguration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A pool of threads that judge programs in one sandbox, one thread per sandbox worker. Judgements come in the programs' order. */
public final class SandboxWorkerPool implements AutoCloseable {

    /** Enough work for the other workers while the first program takes all of its time. */
    private static final int MAX_IN_FLIGHT = 4_096;

    private final Sandbox sandbox;
    private final ExecutorService threads;

    private SandboxWorkerPool(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.threads = Executors.newFixedThreadPool(sandbox.workers());
    }

    /** @throws dev.preceptor.executor.sandbox.SandboxException if the sandbox cannot be started on this machine */
    public static SandboxWorkerPool start(SandboxConfiguration configuration) {
        return new SandboxWorkerPool(Sandbox.start(configuration));
    }

    /** How programs are isolated, in words. */
    public String isolation() {
        return sandbox.isolation().description();
    }

    /** The number of programs that are judged at the same time. */
    public int workers() {
        return sandbox.workers();
    }

    /** Judges the program of each item, and calls {@code each} on the calling thread with the item and its judgement. */
    public <T> void judge(List<T> items, Function<T, Program> programOf, BiConsumer<T, Judgement> each) {
        Queue<Future<Judgement>> inFlight = new ArrayDeque<>();
        Iterator<T> next = items.iterator();
        try {
            for (T item : items) {
                while (inFlight.size() < MAX_IN_FLIGHT && next.hasNext()) {
                    T following = next.next();
                    inFlight.add(threads.submit(() -> judge(programOf.apply(following))));
                }
                each.accept(item, inFlight.remove().get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Judgement judge(Program program) {
        return FaultRetry.judge(() -> sandbox.judge(program));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        sandbox.close();
    }
}
