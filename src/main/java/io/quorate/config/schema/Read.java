package io.quorate.config.schema;

/**
 * A value that was read.
 *
 * @param json the same for the eyes of an operator: defaults applied, secrets hidden
 */
public record Read<T>(T value, Object json) {}
