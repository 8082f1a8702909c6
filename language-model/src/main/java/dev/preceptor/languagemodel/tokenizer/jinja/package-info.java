/**
 * The part of the Jinja template language that chat templates are written in, with the results that Jinja2 gives under the
 * settings of transformers (trim_blocks, lstrip_blocks).
 *
 * <p>A template comes with a model, from anywhere: it sees only the values it is given, has no way to the file system or to
 * Java, and its work and output are bounded.
 */
package dev.preceptor.languagemodel.tokenizer.jinja;
