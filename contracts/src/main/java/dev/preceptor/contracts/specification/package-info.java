/** What a person asks for: a run's specification, its defaults and its checks. */
package dev.preceptor.contracts.specification;
