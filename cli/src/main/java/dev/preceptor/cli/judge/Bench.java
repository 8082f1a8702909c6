package dev.preceptor.cli.judge;

import dev.preceptor.executor.FaultRetry;
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

/** Judges many programs side by side, and hands out the judgements in the programs' order. */
final class Bench implements AutoCloseable {

    /** So many that the workers have enough to do while the first of them takes all of its time. */
    private static final int MOST_AHEAD = 4_096;

    private final Sandbox sandbox;
    private final ExecutorService threads;

    private Bench(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.threads = Executors.newFixedThreadPool(sandbox.workers());
    }

    /** @throws dev.preceptor.executor.sandbox.SandboxException if this machine has no sandbox to offer */
    static Bench open(SandboxConfiguration configuration) {
        return new Bench(Sandbox.start(configuration));
    }

    /** How programs are kept apart, in words. */
    String isolation() {
        return sandbox.isolation().description();
    }

    int workers() {
        return sandbox.workers();
    }

    /** Calls {@code each}, on the calling thread, with every item and its judgement. */
    <T> void judge(List<T> items, Function<T, Program> programOf, BiConsumer<T, Judgement> each) {
        Queue<Future<Judgement>> ahead = new ArrayDeque<>();
        Iterator<T> next = items.iterator();
        try {
            for (T item : items) {
                while (ahead.size() < MOST_AHEAD && next.hasNext()) {
                    T one = next.next();
                    ahead.add(threads.submit(() -> judge(programOf.apply(one))));
                }
                each.accept(item, ahead.remove().get());
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
