package dev.preceptor.executor;

import dev.preceptor.contracts.task.Task;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.sandbox.Sandbox;
import dev.preceptor.executor.sandbox.SandboxConfiguration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A pool of threads that judge programs in one sandbox, one thread per sandbox worker. Judgements come in the programs' order. */
public final class SandboxWorkerPool implements AutoCloseable {

    /** Enough work for the other workers while the first program takes all of its time. */
    private static final int MAX_IN_FLIGHT = 4_096;

    /** At most so many programs of one task are judged by one thread, in a row: its worker parses their tests once. */
    private static final int MAX_TOGETHER = 4;

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

    /**
     * Judges the program of each item, and calls {@code each} on the calling thread with the item and its judgement.
     *
     * @param taskOf the task of an item; items of the same task should follow each other
     */
    public <T> void judge(
            List<T> items, Function<T, Task> taskOf, Function<T, Program> programOf, BiConsumer<T, Judgement> each) {
        Queue<Future<Judgement>> inFlight = new ArrayDeque<>();
        int submitted = 0;
        try {
            for (T item : items) {
                while (inFlight.size() < MAX_IN_FLIGHT && submitted < items.size()) {
                    List<T> together = together(items.subList(submitted, items.size()), taskOf);
                    List<FutureTask<Judgement>> judging = together.stream()
                            .map(one -> new FutureTask<>(() -> judge(programOf.apply(one))))
                            .toList();
                    threads.execute(() -> judging.forEach(FutureTask::run));
                    inFlight.addAll(judging);
                    submitted += together.size();
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

    /** The first of the remaining items that have the same task; few towards the end, so that no thread is left without work. */
    private <T> List<T> together(List<T> remaining, Function<T, Task> taskOf) {
        int most = Math.min(MAX_TOGETHER, remaining.size() / workers());
        Task task = taskOf.apply(remaining.get(0));
        int count = 1;
        while (count < most && taskOf.apply(remaining.get(count)) == task) {
            count++;
        }
        return remaining.subList(0, count);
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
