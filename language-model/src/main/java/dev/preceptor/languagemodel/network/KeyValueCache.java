package dev.preceptor.languagemodel.network;

import ai.djl.pytorch.jni.IValue;

/**
 * The keys and values of several sequences. Each sequence has a slot and is written in place. The address space is reserved on
 * creation, and memory is used as the sequences grow.
 */
public final class KeyValueCache implements AutoCloseable {

    private final IValue keys;
    private final IValue values;
    private final int capacity;
    private final int[] cleared;

    KeyValueCache(IValue keys, IValue values, int slots, int capacity) {
        this.keys = keys;
        this.values = values;
        this.capacity = capacity;
        cleared = new int[slots];
    }

    /** Returns the number of slots. */
    public int slots() {
        return cleared.length;
    }

    /** Returns the maximum number of tokens in a sequence. */
    public int capacity() {
        return capacity;
    }

    IValue keys() {
        return keys;
    }

    IValue values() {
        return values;
    }

    /** Returns the number of initialised rows of a slot. Later rows may contain NaN. */
    int cleared(int slot) {
        return cleared[slot];
    }

    void cleared(int slot, int rows) {
        cleared[slot] = rows;
    }

    @Override
    public void close() {
        keys.close();
        values.close();
    }
}
