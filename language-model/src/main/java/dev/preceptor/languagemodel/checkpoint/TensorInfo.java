package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.types.Shape;

/**
 * What a file says of a tensor.
 *
 * @param name its Hugging Face name, such as {@code model.layers.0.self_attn.q_proj.weight}
 * @param storedType how the file stores it, in the file format's own word, such as {@code BF16} or {@code Q4_1}
 * @param shape its Hugging Face shape, outermost dimension first
 */
public record TensorInfo(String name, String storedType, Shape shape) {}
