package dev.preceptor.languagemodel.tokenizer.jinja;

/** What can follow a bar: {@code value | filter(arguments)}. */
@FunctionalInterface
interface Filter {
    Object apply(Object value, Arguments arguments);
}
