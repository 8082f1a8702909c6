package dev.preceptor.languagemodel.network;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source and constants into the zip archive that libtorch loads as a module. This needs no Python.
 *
 * <p>The archive contains one class, {@code __torch__.Program}, and named tuples. The constants become attributes of
 * {@code self}. The archive contains no weights; the program receives them in a method call.
 */
final class TorchScriptArchive {

    private static final String ROOT = "program/";
    private static final String CLASS_HEADER =
            "class Program(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n";

    static final String PACKED_MATRIX = "__torch__.torch.classes.quantized.LinearPackedParamsBase";

    /** A constant that is an empty list. The program fills it. */
    enum EmptyList {
        /** A list of matrices in the layout of a kernel. */
        PACKED_MATRICES("List[" + PACKED_MATRIX + "]"),
        TENSORS("List[Tensor]");

        private final String type;

        EmptyList(String type) {
            this.type = type;
        }
    }

    private TorchScriptArchive() {}

    /**
     * Packs a program.
     *
     * @param source the source, see {@link TorchScriptSource}
     * @param constants the attributes by name: Long, Double, Boolean, String, a list of Long, or an {@link EmptyList}
     */
    static byte[] pack(String source, Map<String, Object> constants) {
        StringBuilder header = new StringBuilder(CLASS_HEADER);
        constants.forEach((name, value) -> header.append("  ")
                .append(name)
                .append(" : ")
                .append(scriptType(value))
                .append('\n'));
        String code = TorchScriptSource.toArchive(source, header.toString());

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "data.pkl", pickledObject(constants));
            store(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            store(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String scriptType(Object value) {
        if (value instanceof Long) {
            return "int";
        } else if (value instanceof Double) {
            return "float";
        } else if (value instanceof Boolean) {
            return "bool";
        } else if (value instanceof String) {
            return "str";
        } else if (value instanceof EmptyList list) {
            return list.type;
        } else if (value instanceof List) {
            return "List[int]";
        }
        throw new IllegalArgumentException("A program's constant cannot be a " + value.getClass());
    }

    /** Stores an entry without compression, because libtorch reads entries in place. */
    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(checksum.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Returns an instance of the class in Python's pickle format, protocol 2. */
    private static byte[] pickledObject(Map<String, Object> constants) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(0x80);
        out.write(2);
        out.writeBytes("c__torch__\nProgram\n"); // GLOBAL
        out.writeBytes(")\u0081}("); // EMPTY_TUPLE NEWOBJ EMPTY_DICT MARK
        pickleText(out, "training");
        out.write(0x89); // NEWFALSE
        for (Map.Entry<String, Object> constant : constants.entrySet()) {
            pickleText(out, constant.getKey());
            pickleConstant(out, constant.getValue());
        }
        out.writeBytes("ub."); // SETITEMS BUILD STOP
        return bytes.toByteArray();
    }

    private static void pickleText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.write('X');
        out.writeInt(Integer.reverseBytes(utf8.length));
        out.write(utf8);
    }

    private static void pickleConstant(DataOutputStream out, Object value) throws IOException {
        if (value instanceof EmptyList list) {
            out.writeBytes("ctorch.jit._pickle\nrestore_type_tag\n]"); // GLOBAL EMPTY_LIST
            pickleText(out, list.type);
            out.writeBytes("\u0086R"); // TUPLE2 REDUCE
        } else if (value instanceof String text) {
            pickleText(out, text);
        } else if (value instanceof List<?> numbers) {
            out.writeBytes("ctorch.jit._pickle\nbuild_intlist\n]("); // GLOBAL EMPTY_LIST MARK
            for (Object number : numbers) {
                pickleNumber(out, number);
            }
            out.writeBytes("e\u0085R"); // APPENDS TUPLE1 REDUCE
        } else {
            pickleNumber(out, value);
        }
    }

    private static void pickleNumber(DataOutputStream out, Object value) throws IOException {
        if (value instanceof Boolean flag) {
            out.write(flag ? 0x88 : 0x89);
        } else if (value instanceof Double real) {
            out.write('G');
            out.writeDouble(real);
        } else {
            out.write('J');
            out.writeInt(Integer.reverseBytes(Math.toIntExact((Long) value)));
        }
    }
}
