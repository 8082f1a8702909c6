/** A run's specification in a YAML file, and the task files that it names. */
package dev.preceptor.cli.specification;
