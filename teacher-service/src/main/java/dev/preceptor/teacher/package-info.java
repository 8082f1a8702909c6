/**
 * The teacher: failed practice attempts come in as {@code test-results} (or tasks of its own as {@code assignments}), its
 * corrections go out as {@code refinements}, are executed elsewhere, come back as {@code test-results}, and what passed goes
 * out as {@code training-examples}.
 *
 * <p>{@link dev.preceptor.teacher.lesson} decides what is asked and learnt, {@link dev.preceptor.teacher.backend} and
 * {@link dev.preceptor.teacher.openai} answer, {@link dev.preceptor.teacher.budget} sees to the money. This package is the
 * service around them.
 */
package dev.preceptor.teacher;
