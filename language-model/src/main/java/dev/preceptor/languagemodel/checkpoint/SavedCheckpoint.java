package dev.preceptor.languagemodel.checkpoint;

import java.nio.file.Path;
import java.util.List;

/**
 * A checkpoint that is complete on disk.
 *
 * @param folder the folder of the checkpoint
 * @param weightFiles the weight files, sorted by name
 */
public record SavedCheckpoint(Path folder, List<WeightFile> weightFiles) {

    /** A weight file with its size in bytes and the lower-case hexadecimal SHA-256 of its content. */
    public record WeightFile(String name, long bytes, String sha256) {}

    public SavedCheckpoint {
        weightFiles = List.copyOf(weightFiles);
    }

    /**
     * Returns one hash for all weights. For a single file it is the SHA-256 of the file. For several files it is the SHA-256 of
     * the lines {@code "<sha256>  <name>\n"}, as {@code sha256sum *.safetensors | sha256sum} prints it.
     */
    public String sha256() {
        if (weightFiles.size() == 1) {
            return weightFiles.get(0).sha256();
        }
        StringBuilder lines = new StringBuilder();
        for (WeightFile file : weightFiles) {
            lines.append(file.sha256()).append("  ").append(file.name()).append('\n');
        }
        return Sha256.of(lines.toString());
    }
}
