/** {@code generate} and {@code finetune}: the student and its trainer alone, without a broker. */
package dev.preceptor.cli.model;
