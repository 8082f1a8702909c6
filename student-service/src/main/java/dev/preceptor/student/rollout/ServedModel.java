package dev.preceptor.student.rollout;

/**
 * An entry of a server's {@code GET /v1/models}.
 *
 * @param name the name by which requests ask for it
 * @param path vLLM's {@code root}: the base model's name or folder, or the adapter's folder; empty if the server tells none
 * @param adapter whether it is an adapter of another entry
 */
record ServedModel(String name, String path, boolean adapter) {

    /** Whether it was loaded from this folder. */
    boolean isFrom(String folder) {
        return withoutSlash(path).equals(withoutSlash(folder));
    }

    /** Whether it was loaded from a folder below this one. */
    boolean isBelow(String folder) {
        return path.startsWith(withoutSlash(folder) + "/");
    }

    private static String withoutSlash(String folder) {
        return folder.replaceAll("/+$", "");
    }
}
