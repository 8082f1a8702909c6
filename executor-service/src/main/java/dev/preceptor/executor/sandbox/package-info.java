/**
 * The sandbox for untrusted programs.
 *
 * <p>Each worker is a warm Python process, the zygote. It confines itself once, and forks two children for every program: one runs the
 * program, the other runs its tests and requests results from the first. Expected values never enter the process of the program, and
 * what that process sends is treated as plain data. The zygote's Python files are the resources of this package.
 */
package dev.preceptor.executor.sandbox;
