/** A run's training set as other trainers read it. */
package dev.preceptor.cli.export;
