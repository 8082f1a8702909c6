/** Who can be asked: a language model behind an OpenAI-compatible endpoint, or the task's own known solutions. */
package dev.preceptor.teacher.backend;
