package dev.preceptor.languagemodel.network;

import ai.djl.pytorch.jni.IValue;

/**
 * The keys and values of several sequences, each in a slot of its own, written in place. Its address space is reserved at
 * once; memory is used as sequences grow.
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

    /** How many sequences it holds. */
    public int slots() {
        return cleared.length;
    }

    /** How many tokens a sequence may have. */
    public int capacity() {
        return capacity;
    }

    IValue keys() {
        return keys;
    }

    IValue values() {
        return values;
    }

    /** Rows of this slot up to here are initialized; later ones may hold NaNs. */
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
