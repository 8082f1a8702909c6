package dev.preceptor.run.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Protects data sets, which runs share by hash: no deletion may remove one between the moment at which a request finds it and the
 * moment at which the request's run is known. It works within one process.
 */
@ApplicationScoped
public class DataSetLock {

    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

    /** Runs a request; no deletion runs at the same time. */
    public <T> T whileKept(Supplier<T> request) {
        lock.readLock().lock();
        try {
            return request.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Runs a deletion; no request runs at the same time. */
    void whileUnused(Runnable deletion) {
        lock.writeLock().lock();
        try {
            deletion.run();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
