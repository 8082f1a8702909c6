package dev.preceptor.teacher.rule;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program uses a module of Python's standard library and does not import it. */
final class MissingImport {

    private static final Pattern UNDEFINED = Pattern.compile("NameError: name '(\\w+)' is not defined");

    /** The modules that programs of this kind use, of Python's {@code sys.stdlib_module_names}. */
    private static final Set<String> MODULES = Set.of(
            "array",
            "ast",
            "base64",
            "bisect",
            "calendar",
            "cmath",
            "collections",
            "copy",
            "csv",
            "dataclasses",
            "datetime",
            "decimal",
            "enum",
            "fractions",
            "functools",
            "hashlib",
            "heapq",
            "html",
            "inspect",
            "io",
            "itertools",
            "json",
            "keyword",
            "math",
            "numbers",
            "operator",
            "os",
            "pathlib",
            "pprint",
            "queue",
            "random",
            "re",
            "secrets",
            "shlex",
            "statistics",
            "string",
            "struct",
            "sys",
            "tempfile",
            "textwrap",
            "threading",
            "time",
            "types",
            "typing",
            "unicodedata",
            "uuid",
            "zlib");

    private MissingImport() {}

    /** The program with the import that the feedback shows to be missing; empty if none is. */
    static Optional<String> mended(String program, String feedback) {
        Matcher name = UNDEFINED.matcher(feedback);
        return name.find() && MODULES.contains(name.group(1)) && !program.contains("from __future__")
                ? Optional.of("import " + name.group(1) + "\n\n" + program)
                : Optional.empty();
    }
}
