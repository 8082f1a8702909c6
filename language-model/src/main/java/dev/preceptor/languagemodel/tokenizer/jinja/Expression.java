package dev.preceptor.languagemodel.tokenizer.jinja;

/**
 * Something that has a value: String, Long, Double, Boolean, null (none), List, Map, {@link Callable} or
 * {@link Undefined}.
 */
@FunctionalInterface
interface Expression {
    Object evaluate(Scope scope);
}
