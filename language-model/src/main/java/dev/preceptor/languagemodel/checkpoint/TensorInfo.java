package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.types.Shape;

/**
 * The metadata of a tensor in a file.
 *
 * @param name the Hugging Face name, such as {@code model.layers.0.self_attn.q_proj.weight}
 * @param storedType the type in the file, by its name in the file format, such as {@code BF16} or {@code Q4_1}
 * @param shape the shape in Hugging Face's layout, outermost dimension first
 */
public record TensorInfo(String name, String storedType, Shape shape) {}
