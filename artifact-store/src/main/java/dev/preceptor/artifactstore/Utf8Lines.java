package dev.preceptor.artifactstore;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/** The lines of a UTF-8 text as a list. A line is decoded when it is requested, so the text is in memory only once. */
final class Utf8Lines extends AbstractList<String> implements RandomAccess {

    private final byte[] text;
    /** For each line, the offset after its line feed, or the length of the text. */
    private final int[] ends;

    Utf8Lines(byte[] text) {
        this.text = text;
        int[] found = new int[16];
        int count = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n' || i == text.length - 1) {
                found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
                found[count++] = i + 1;
            }
        }
        this.ends = Arrays.copyOf(found, count);
    }

    @Override
    public String get(int index) {
        Objects.checkIndex(index, ends.length);
        int start = index == 0 ? 0 : ends[index - 1];
        int end = text[ends[index] - 1] == '\n' ? ends[index] - 1 : ends[index];
        return new String(text, start, end - start, StandardCharsets.UTF_8);
    }

    @Override
    public int size() {
        return ends.length;
    }
}
