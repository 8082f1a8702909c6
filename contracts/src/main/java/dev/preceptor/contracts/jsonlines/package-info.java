/** Reading of JSON files that users provide: one object per line, or one list of objects. */
package dev.preceptor.contracts.jsonlines;
