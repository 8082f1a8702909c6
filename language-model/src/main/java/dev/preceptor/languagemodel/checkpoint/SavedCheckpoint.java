package dev.preceptor.languagemodel.checkpoint;

import java.nio.file.Path;
import java.util.List;

/**
 * A checkpoint that now lies complete on disk.
 *
 * @param folder where
 * @param weightFiles its weight files, in the order of their names
 */
public record SavedCheckpoint(Path folder, List<WeightFile> weightFiles) {

    /** One weight file, with its size and the lower-case hexadecimal SHA-256 of its bytes. */
    public record WeightFile(String name, long bytes, String sha256) {}

    public SavedCheckpoint {
        weightFiles = List.copyOf(weightFiles);
    }

    /**
     * One hash for all weights: the file's own where there is one file, else the SHA-256 of the lines
     * {@code "<sha256>  <name>\n"} of all, as {@code sha256sum *.safetensors | sha256sum} prints it.
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
