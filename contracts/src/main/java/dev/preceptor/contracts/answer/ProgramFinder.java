package dev.preceptor.contracts.answer;

import dev.preceptor.contracts.python.PythonLines;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the program in an answer, as a person would. The rules, in their order:
 *
 * <ol>
 *   <li>The model's reasoning ({@code <think>} and the like) is not part of the answer ({@link AnswerText}).
 *   <li>Code is what stands in fences ({@link FencedText}) or in tags such as {@code <answer>}. Blocks of another language and diffs
 *       are no programs.
 *   <li>Of the blocks that define the entry point the last one is the program. A block that repeats a known program, such as the
 *       student's, counts only if no other block defines the entry point; so does one that is not complete, or has no body.
 *   <li>If no block defines the entry point, unfenced code does ({@link UnfencedCode}).
 *   <li>If no unfenced code does either, a string of a JSON object does, or code between backticks in a line.
 *   <li>If nothing defines it, the last block with a definition is the program, else the first block: the wrong name is then the
 *       program's fault.
 *   <li>If there is no entry point, the program is the last block that reads standard input, else the last block marked as Python,
 *       else the last that looks like it.
 *   <li>Imports, functions and classes of other blocks that the program uses and does not define are put before it
 *       ({@link HelperDefinitions}).
 * </ol>
 */
public final class ProgramFinder {

    private static final String NO_PROGRAM = "The answer held no program.";
    private static final String TAGS = "(?:answer|final_answer|code|solution|program|python)";
    private static final Pattern TAG = Pattern.compile("(?i)<" + TAGS + "(?:\\s[^<>]*)?>|\\[(?:PYTHON|ANSWER|CODE)]");
    private static final Pattern CLOSING_TAG = Pattern.compile("(?i)</" + TAGS + ">|\\[/(?:PYTHON|ANSWER|CODE)]");
    private static final Pattern READS_INPUT =
            Pattern.compile("\\binput\\s*\\(|\\bstdin\\b|\\bopen\\s*\\(\\s*0|\\bfileinput\\b");
    private static final Pattern LOOKS_LIKE_PYTHON = Pattern.compile(
            "(?m)^\\s*(?:import |from |def |class |for |while |if |with |try:|print\\s*\\(|@\\w)|^\\w+\\s*=[^=]");
    private static final Pattern INLINE = Pattern.compile("(?<!`)(`{1,2})(?!`)([^`\n]+)\\1(?!`)");
    private static final Pattern STATEMENT_OF_BODY = Pattern.compile(
            "(?m)^[ \\t]+(?:(?:return|yield|raise|if|for|while|with)\\b|try:|[A-Za-z_][\\w.]*\\s*[-+*/]?=[^=])");
    private static final Pattern TOP_LEVEL_DEFINITION = Pattern.compile("(?m)^(?:async\\s+)?(?:def|class)\\s");

    private final AnswerText answer;
    private final String entryPoint;
    private final EntryPointDefinition definition;
    private final KnownPrograms known;

    private ProgramFinder(AnswerText answer, String entryPoint, KnownPrograms known) {
        this.answer = answer;
        this.entryPoint = entryPoint;
        this.definition = new EntryPointDefinition(entryPoint);
        this.known = known;
    }

    /**
     * @param answer the model's text; null is as empty
     * @param entryPoint null if the task expects a whole program
     * @param knownPrograms the programs that the model was shown; the answer may quote them
     * @param cut whether the model was stopped at its token limit
     */
    public static FoundProgram find(String answer, String entryPoint, List<String> knownPrograms, boolean cut) {
        AnswerText text = AnswerText.of(answer == null ? "" : answer, cut);
        return new ProgramFinder(text, entryPoint, new KnownPrograms(knownPrograms)).find();
    }

    /** A block of code, with what decides whether it is the program. */
    private record Candidate(CodeBlock block, int novelty, boolean complete, int kind, int place) {

        static final Comparator<Candidate> ORDER = Comparator.comparingInt(Candidate::kind)
                .thenComparingInt(Candidate::novelty)
                .thenComparing(Candidate::complete)
                .thenComparingInt(Candidate::place);
    }

    private FoundProgram find() {
        FencedText fenced = FencedText.of(answer.text());
        List<CodeBlock> all = blocks(fenced);
        List<CodeBlock> blocks = all.stream()
                .filter(block -> !block.isOtherLanguage() && !block.isDiff())
                .toList();
        if (entryPoint == null) {
            return script(blocks, all, fenced);
        }
        List<CodeBlock> defining = defining(blocks);
        if (defining.stream().noneMatch(this::isNew)) {
            defining = Stream.concat(defining.stream(), defining(unfenced(fenced.outside(), false)).stream())
                    .toList();
        }
        boolean changesKnown =
                all.stream().anyMatch(CodeBlock::isDiff) && defining.stream().noneMatch(this::isNew);
        if (!defining.isEmpty() && !changesKnown) {
            return program(last(defining, block -> 0), blocks);
        }
        if (!changesKnown) {
            Optional<FoundProgram> unusual = inJson(all, fenced).or(() -> inline(fenced));
            if (unusual.isPresent()) {
                return unusual.get();
            }
        }
        if (blocks.isEmpty() && isBody(answer.text())) {
            return found(new CodeBlock("", answer.text(), true, 0, 0));
        }
        return blocks.isEmpty() || changesKnown ? none(all) : found(withoutEntryPoint(blocks));
    }

    /** The program in the strings of a JSON object, which is the answer or a block of it. */
    private Optional<FoundProgram> inJson(List<CodeBlock> blocks, FencedText fenced) {
        return Stream.concat(Stream.of(fenced.text()), blocks.stream().map(CodeBlock::code))
                .flatMap(text -> JsonStrings.of(text).stream())
                .map(text -> new ProgramFinder(AnswerText.of(text, false), entryPoint, known).find())
                .filter(program -> program.exists() && definition.isIn(program.code()))
                .reduce((earlier, later) -> later);
    }

    /** A program of one line, such as {@code `def f(x): return x`}. */
    private Optional<FoundProgram> inline(FencedText fenced) {
        List<CodeBlock> code = INLINE.matcher(fenced.outside())
                .results()
                .map(found -> new CodeBlock("", found.group(2).strip(), true, 0, 0))
                .toList();
        List<CodeBlock> defining = defining(code).stream()
                .filter(block -> definition.hasBodyIn(block.code()))
                .toList();
        return defining.isEmpty() ? Optional.empty() : Optional.of(found(last(defining, block -> 0)));
    }

    /** Whether a text is only the indented body of a function, as a completion of the prompt is. */
    private static boolean isBody(String text) {
        return !text.isBlank()
                && text.lines().allMatch(line -> line.isBlank() || Indentation.of(line) > 0)
                && STATEMENT_OF_BODY.matcher(text).find();
    }

    private boolean isNew(CodeBlock block) {
        return known.novelty(block.code()) == KnownPrograms.NEW;
    }

    /** The fenced blocks and the code in tags, in the order of the answer. */
    private List<CodeBlock> blocks(FencedText fenced) {
        List<CodeBlock> blocks = new ArrayList<>();
        for (CodeBlock block : fenced.blocks()) {
            boolean document =
                    block.language().equals("markdown") || block.language().equals("md");
            List<CodeBlock> inner = document ? FencedText.of(block.code()).blocks() : List.of();
            blocks.addAll(inner.isEmpty() ? List.of(block) : inner);
        }
        blocks.replaceAll(block -> block.withCode(ListedCode.plain(ReplSession.statements(block.code()))));
        for (CodeBlock tagged : tagged(fenced)) {
            int at = 0;
            while (at < blocks.size() && blocks.get(at).start() < tagged.start()) {
                at++;
            }
            blocks.add(at, tagged);
        }
        return blocks;
    }

    /** The unfenced code in tags. */
    private List<CodeBlock> tagged(FencedText fenced) {
        List<CodeBlock> blocks = new ArrayList<>();
        String text = fenced.text();
        Matcher tag = TAG.matcher(text);
        int from = 0;
        while (tag.find(from)) {
            from = tag.end();
            if (fenced.isInBlock(tag.start())) {
                continue;
            }
            Matcher next = TAG.matcher(text);
            int limit = next.find(tag.end()) ? next.start() : text.length();
            Matcher closing = CLOSING_TAG.matcher(text).region(tag.end(), limit);
            boolean closed = closing.find();
            int end = closed ? closing.start() : limit;
            boolean hasFence =
                    fenced.blocks().stream().anyMatch(block -> block.start() >= tag.end() && block.start() < end);
            String inside = text.substring(tag.end(), end);
            boolean holdsTag = !closed && limit < text.length();
            if (!hasFence && !holdsTag) {
                UnfencedCode.in(withoutEntities(inside), entryPoint == null)
                        .forEach(code -> blocks.add(new CodeBlock("", code, true, tag.start(), end)));
                from = end;
            }
        }
        return blocks;
    }

    /** Some models write code in tags as HTML does. Text that holds a bare {@code <} or {@code >} is no HTML. */
    private static String withoutEntities(String text) {
        if (text.indexOf('<') >= 0 || text.indexOf('>') >= 0) {
            return text;
        }
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    private static List<CodeBlock> unfenced(String text, boolean anyStatement) {
        List<CodeBlock> blocks = new ArrayList<>();
        for (String code : UnfencedCode.in(text, anyStatement)) {
            blocks.add(new CodeBlock("", code, true, 0, 0));
        }
        return blocks;
    }

    /** The blocks that define the entry point. An indented definition comes with its indentation removed. */
    private List<CodeBlock> defining(List<CodeBlock> blocks) {
        return blocks.stream()
                .filter(block -> definition.isIn(block.code()))
                .map(block -> block.withCode(Indentation.atMargin(block.code())))
                .toList();
    }

    private CodeBlock last(List<CodeBlock> blocks, ToIntFunction<CodeBlock> kind) {
        List<Candidate> candidates = new ArrayList<>();
        for (CodeBlock block : blocks) {
            boolean complete = isComplete(block) && (entryPoint == null || definition.hasBodyIn(block.code()));
            candidates.add(new Candidate(
                    block, known.novelty(block.code()), complete, kind.applyAsInt(block), candidates.size()));
        }
        return candidates.stream().max(Candidate.ORDER).orElseThrow().block();
    }

    private static boolean isComplete(CodeBlock block) {
        return block.closed() && PythonLines.isComplete(block.code());
    }

    private static FoundProgram program(CodeBlock block, List<CodeBlock> others) {
        FoundProgram program = found(block);
        return new FoundProgram(HelperDefinitions.before(program.code(), others), program.complete(), null);
    }

    private static FoundProgram found(CodeBlock block) {
        return new FoundProgram(withoutBlankLines(block.code()), isComplete(block), null);
    }

    /** Leading blank lines go; the indentation of the first line stays, as it may be the body of a function. */
    private static String withoutBlankLines(String code) {
        return code.stripTrailing().replaceFirst("\\A(?:[ \\t]*\\n)+", "");
    }

    private static CodeBlock withoutEntryPoint(List<CodeBlock> blocks) {
        List<CodeBlock> definitions = blocks.stream()
                .filter(block -> TOP_LEVEL_DEFINITION.matcher(block.code()).find())
                .toList();
        return definitions.isEmpty() ? blocks.get(0) : definitions.get(definitions.size() - 1);
    }

    private FoundProgram script(List<CodeBlock> blocks, List<CodeBlock> all, FencedText fenced) {
        if (!blocks.isEmpty()) {
            boolean plain = blocks.stream().allMatch(block -> scriptKind(block) == 0);
            return plain ? found(blocks.get(0)) : program(last(blocks, ProgramFinder::scriptKind), blocks);
        }
        List<CodeBlock> code = unfenced(fenced.outside(), true);
        return code.isEmpty() ? none(all) : found(last(code, ProgramFinder::scriptKind));
    }

    private static int scriptKind(CodeBlock block) {
        boolean python = LOOKS_LIKE_PYTHON.matcher(block.code()).find();
        if (READS_INPUT.matcher(block.code()).find()) {
            return 3;
        }
        return block.isPython() ? 2 : python ? 1 : 0;
    }

    private FoundProgram none(List<CodeBlock> blocks) {
        if (blocks.stream().anyMatch(CodeBlock::isDiff) || blocks.isEmpty() && CodeBlock.isDiff(answer.text())) {
            return FoundProgram.none("The answer is a diff; a whole program is needed.");
        }
        if (answer.hadReasoning() && answer.text().isBlank()) {
            return FoundProgram.none(
                    answer.endsInReasoning()
                            ? "The answer ended within the model's reasoning."
                            : "The answer held reasoning only, and no program.");
        }
        List<String> languages = blocks.stream()
                .map(CodeBlock::language)
                .filter(language -> !language.isEmpty())
                .distinct()
                .toList();
        return FoundProgram.none(
                languages.isEmpty()
                        ? NO_PROGRAM
                        : "The answer held no program in Python; its code is marked as " + String.join(", ", languages)
                                + ".");
    }
}
