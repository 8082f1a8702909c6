/** The specification of a run, with defaults and validation. */
package dev.preceptor.contracts.specification;
