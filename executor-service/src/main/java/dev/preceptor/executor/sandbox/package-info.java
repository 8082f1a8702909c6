/**
 * Runs programs that nobody vouches for.
 *
 * <p>Each worker is a warm Python process, the zygote, which confines itself once and forks two children for every
 * program: one runs it, the other runs its tests and asks the first for results. Expected values never enter the
 * process of the program, and what comes from there is inert data. The files that the zygote is made of are the
 * resources of this package.
 */
package dev.preceptor.executor.sandbox;
