/**
 * Reads and writes the weights and the configuration of a model in standard formats: Hugging Face folders (safetensors), GGUF
 * files and PEFT's LoRA adapters.
 *
 * <p>For all formats, tensors have the names, shapes and row order of Hugging Face.
 */
package dev.preceptor.languagemodel.checkpoint;
