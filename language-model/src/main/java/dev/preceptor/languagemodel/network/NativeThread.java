package dev.preceptor.languagemodel.network;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Runs native work in a thread of its own, which ends with the work.
 *
 * <p>OpenMP keeps the threads of a parallel operation for the next operation of the same thread, until that thread ends. If all
 * these threads together are more than the cores, then none of them spins between two operations, even if most are idle
 * (libgomp's {@code gomp_throttled_spin_count_var}), and each operation has to wake a thread. So a thread that lives on after its
 * native work slows down the native work of all others.
 */
public final class NativeThread {

    private NativeThread() {}

    /**
     * Runs work in a thread of its own, and waits for it. An interrupt of the caller interrupts the work.
     *
     * @param name the name of the thread
     * @return what the work returns
     * @throws RuntimeException what the work throws
     */
    public static <T> T call(String name, Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    thread.interrupt();
                }
            }
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException exception ? exception : new CompletionException(cause);
    }
}
