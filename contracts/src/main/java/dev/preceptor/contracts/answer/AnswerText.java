package dev.preceptor.contracts.answer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an answer without the model's reasoning.
 *
 * @param text with {@code \n} as line end, without byte order marks and the tokens that begin and end an answer
 * @param hadReasoning whether reasoning was removed
 * @param endsInReasoning whether the reasoning was not closed
 */
public record AnswerText(String text, boolean hadReasoning, boolean endsInReasoning) {

    private static final String NAMES = "(?:think|thinking|thoughts?|reasoning|analysis|scratchpad|reflection)";
    private static final Pattern TAG =
            Pattern.compile("(?i)(?<open><(?:\\w+:)?" + NAMES + ">|\\[THINK]|<\\|begin_of_thought\\|>"
                    + "|<\\|channel\\|>(?:analysis|commentary)[^<]*<\\|message\\|>)"
                    + "|(?<close></(?:\\w+:)?" + NAMES + ">|\\[/THINK]|<\\|end_of_thought\\|>"
                    + "|<\\|channel\\|>final[^<]*<\\|message\\|>)");
    private static final Pattern END_OF_TEXT =
            Pattern.compile("(?:<\\|(?:im_end|endoftext|eot_id|end|return|end_of_text)\\|>|</s>|<end_of_turn>)\\s*\\z");
    private static final Pattern BEGINNING_OF_TEXT =
            Pattern.compile("\\A\\s*(?:<s>|\\[/INST]|<\\|im_start\\|>assistant|<start_of_turn>model)[ \\t]*");
    private static final Pattern INDENTED_BY_NO_BREAK_SPACE = Pattern.compile("(?m)^[ \\t]*\u00A0");
    private static final String QUOTES = "'\"`";

    /**
     * Removes the reasoning. A closing tag without an opening one ends reasoning that began with the answer, as the opening tag is
     * part of some prompts. A tag in quotes or within a code block is a part of the program.
     *
     * @param cut whether the model was stopped at its token limit: then reasoning that is not closed holds no answer; otherwise the
     *     model forgot to close it, and the text after the tag is kept
     */
    public static AnswerText of(String answer, boolean cut) {
        String text = withoutTokens(withPlainIndentation(
                answer.replace("\r\n", "\n").replace('\r', '\n').replace("\uFEFF", "")));
        FencedText fenced = FencedText.of(text);
        StringBuilder kept = new StringBuilder();
        boolean inReasoning = false;
        boolean hadReasoning = false;
        int from = 0;
        Matcher tag = TAG.matcher(text);
        while (tag.find()) {
            if (isQuoted(text, tag) || !inReasoning && fenced.isInBlock(tag.start()) && !isAloneOnItsLine(text, tag)) {
                continue;
            }
            hadReasoning = true;
            if (tag.group("close") != null) {
                if (!inReasoning) {
                    kept.setLength(0);
                }
                inReasoning = false;
                from = tag.end();
            } else if (!inReasoning) {
                kept.append(text, from, tag.start());
                inReasoning = true;
                from = tag.end();
            }
        }
        if (!inReasoning || !cut) {
            kept.append(text, from, text.length());
        }
        return new AnswerText(kept.toString(), hadReasoning, inReasoning);
    }

    /** Some pages replace the spaces of code by no-break spaces, which Python refuses. One in a string of the program stays. */
    private static String withPlainIndentation(String text) {
        return INDENTED_BY_NO_BREAK_SPACE.matcher(text).find() ? text.replace('\u00A0', ' ') : text;
    }

    private static String withoutTokens(String text) {
        String rest = BEGINNING_OF_TEXT.matcher(text).replaceFirst("");
        Matcher end = END_OF_TEXT.matcher(rest);
        while (end.find()) {
            rest = rest.substring(0, end.start());
            end = END_OF_TEXT.matcher(rest);
        }
        return rest;
    }

    private static boolean isQuoted(String text, Matcher tag) {
        boolean before = tag.start() > 0 && QUOTES.indexOf(text.charAt(tag.start() - 1)) >= 0;
        boolean after = tag.end() < text.length() && QUOTES.indexOf(text.charAt(tag.end())) >= 0;
        return before && (after || tag.group("open") != null);
    }

    private static boolean isAloneOnItsLine(String text, Matcher tag) {
        int start = text.lastIndexOf('\n', tag.start()) + 1;
        int end = text.indexOf('\n', tag.end());
        return text.substring(start, tag.start()).isBlank()
                && text.substring(tag.end(), end < 0 ? text.length() : end).isBlank();
    }
}
