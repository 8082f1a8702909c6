/**
 * The teacher. It answers failed practice attempts ({@code test-results}) and assignments of its own ({@code assignments}) with
 * {@code refinements}. The executor judges those; the ones that pass become {@code training-examples}.
 *
 * <p>{@link dev.preceptor.teacher.lesson} decides what is requested and learnt. {@link dev.preceptor.teacher.chat} is the client of paid
 * teachers, with {@link dev.preceptor.teacher.openai} and {@link dev.preceptor.teacher.anthropic} as protocols;
 * {@link dev.preceptor.teacher.backend} answers without a model. {@link dev.preceptor.teacher.budget} keeps the cap and the paid
 * answers. This package connects them to Kafka.
 */
package dev.preceptor.teacher;
