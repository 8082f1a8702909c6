/**
 * A model's weights and configuration on disk, read and written in the layouts that other tools use: Hugging Face folders
 * (safetensors), GGUF files and PEFT's LoRA adapters.
 *
 * <p>Whatever the file, tensors come out under Hugging Face's names, in Hugging Face's shapes and row order.
 */
package dev.preceptor.languagemodel.checkpoint;
