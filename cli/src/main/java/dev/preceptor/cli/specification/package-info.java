/** A run's specification as a person writes it: a YAML file, and the files of tasks that it names. */
package dev.preceptor.cli.specification;
