package dev.preceptor.run.checkpoint;

/**
 * A file of a checkpoint.
 *
 * @param name relative to the checkpoint's folder
 * @param address where it can be downloaded, relative to the list of files
 */
public record FileReport(String name, long bytes, String address) {}
