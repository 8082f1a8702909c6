package dev.preceptor.languagemodel.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How text is cut into pieces before byte pairs are merged within each. A GGUF file has only a name for it; a tokenizer.json
 * spells it out.
 */
enum PreTokenizer {
    /** GPT-2's pattern, which ByteLevel has built in. */
    GPT2(Set.of("gpt-2", "phi-2", "olmo", "jais", "gpt3-finnish", "mpt")),
    /** llama.cpp's own, for files that name none: signs apart, then GPT-2's pattern, then numbers apart and in threes. */
    DEFAULT(
            Set.of("default"),
            "[\\p{P}\\$\\+<=>\\^~\\|]+",
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)",
            "\\p{N}+",
            "[0-9][0-9][0-9]"),
    /** Each digit alone, then GPT-2's pattern. */
    DIGITS(Set.of("smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b")),
    /** Qwen's pattern: each digit alone; a word takes one sign before it along; line ends stay with what they follow. */
    QWEN(Set.of("qwen2", "deepseek-r1-qwen", "stablelm2", "megrez", "hunyuan"), words("\\p{N}")),
    /** Llama 3's pattern: as Qwen's, but with digits in threes. */
    LLAMA3(
            Set.of("llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "dbrx", "smaug-bpe"),
            words("\\p{N}{1,3}"));

    private final Set<String> names;
    /** Each cuts the pieces of the one before. */
    private final List<String> patterns;

    PreTokenizer(Set<String> names, String... patterns) {
        this.names = names;
        this.patterns = List.of(patterns);
    }

    private static String words(String numbers) {
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + numbers
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    static Optional<PreTokenizer> named(String name) {
        return Arrays.stream(values())
                .filter(value -> value.names.contains(name))
                .findFirst();
    }

    static String known() {
        return Arrays.stream(values())
                .flatMap(value -> value.names.stream().sorted())
                .collect(Collectors.joining(", "));
    }

    /** The {@code pre_tokenizer} of tokenizer.json. */
    ObjectNode json() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ObjectNode byteLevel = byteLevel(false, patterns.isEmpty());
        if (this == GPT2) {
            return byteLevel;
        }
        ObjectNode sequence = nodes.objectNode().put("type", "Sequence");
        ArrayNode steps = sequence.putArray("pretokenizers");
        if (this == DIGITS) {
            steps.addObject().put("type", "Digits").put("individual_digits", true);
        }
        for (String pattern : patterns) {
            ObjectNode split = steps.addObject().put("type", "Split");
            split.putObject("pattern").put("Regex", pattern);
            split.put("behavior", "Isolated").put("invert", false);
        }
        steps.add(byteLevel);
        return sequence;
    }

    static ObjectNode byteLevel(boolean addPrefixSpace, boolean useRegex) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", addPrefixSpace)
                .put("trim_offsets", true)
                .put("use_regex", useRegex);
    }
}
