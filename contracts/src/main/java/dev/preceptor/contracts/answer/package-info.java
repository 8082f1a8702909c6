/**
 * Finds the program in a model's answer. An answer is Markdown with code blocks, tags, or plain text, possibly after the model's
 * reasoning. {@link dev.preceptor.contracts.answer.ProgramFinder} holds the rules.
 */
package dev.preceptor.contracts.answer;
