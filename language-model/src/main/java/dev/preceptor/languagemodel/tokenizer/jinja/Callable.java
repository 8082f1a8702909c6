package dev.preceptor.languagemodel.tokenizer.jinja;

/** A macro, a function or a method bound to its object. */
@FunctionalInterface
interface Callable {
    Object call(Arguments arguments);
}
