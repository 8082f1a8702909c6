/** Readers for the rows of published data sets, one per format, selected by the fields of the row. */
package dev.preceptor.contracts.task.published;
