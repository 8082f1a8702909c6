package dev.preceptor.run.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Data sets are shared by hash: between the moment at which a request finds one kept already and that at which its run is known,
 * no deletion may take it away. It holds within this process.
 */
@ApplicationScoped
public class DataSetUse {

    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

    /** Runs while nothing is deleted. */
    <T> T whileKept(Supplier<T> request) {
        lock.readLock().lock();
        try {
            return request.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Runs while no request is under way. */
    void whileUnused(Runnable deletion) {
        lock.writeLock().lock();
        try {
            deletion.run();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
