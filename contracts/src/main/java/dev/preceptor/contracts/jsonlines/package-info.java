/** Files of JSON objects: one object a line, or one list of objects. Every such file that a person names is read here. */
package dev.preceptor.contracts.jsonlines;
