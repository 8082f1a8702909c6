package dev.preceptor.languagemodel.tokenizer.jinja;

/**
 * The value of a variable or member that does not exist: false, prints as nothing, and has no members itself.
 *
 * @param name what does not exist
 */
record Undefined(String name) {}
