package dev.preceptor.languagemodel.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates TorchScript source to the code of an archive. The source consists of named tuples and of functions whose first
 * parameter is {@code self}. In an archive the functions are methods of a class, and dtypes, classes and operators have other
 * names.
 */
final class TorchScriptSource {

    /** The values of PyTorch's {@code c10::ScalarType}. */
    private static final Map<String, String> DTYPES = Map.of(
            "torch.float32", "6",
            "torch.float64", "7",
            "torch.bfloat16", "15",
            "torch.int32", "3",
            "torch.int64", "4",
            "torch.qint8", "12");

    private static final Pattern TORCH_NAME = Pattern.compile("torch\\.(\\w+)");
    private static final Pattern NAMED_TUPLE = Pattern.compile("(?m)^class (\\w+)\\(NamedTuple\\):\n((    .*\n)+)");

    private TorchScriptSource() {}

    /**
     * Returns the code of the {@code __torch__} module of an archive.
     *
     * @param source named tuples and functions, not indented
     * @param classHeader the beginning of the class; the functions become its methods
     */
    static String toArchive(String source, String classHeader) {
        List<String> tuples = new ArrayList<>();
        StringBuilder code = new StringBuilder();
        Matcher tuple = NAMED_TUPLE.matcher(source);
        while (tuple.find()) {
            tuples.add(tuple.group(1));
            code.append(tuple.group());
        }
        code.append(classHeader).append(tuple.replaceAll("").indent(2));
        String translated = TORCH_NAME
                .matcher(code)
                .replaceAll(name -> DTYPES.getOrDefault(name.group(), name.group()))
                .replace("torch.ops.", "ops.")
                .replace("PackedMatrix", TorchScriptArchive.PACKED_MATRIX);
        for (String name : tuples) {
            translated = translated.replaceAll("(?<!class |[\\w.])" + name + "\\b", "__torch__." + name);
        }
        return translated;
    }
}
