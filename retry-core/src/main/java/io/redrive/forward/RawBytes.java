package io.redrive.forward;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that a producer of the application's keys and values writes as they are.
 *
 * @param bytes the bytes, or null for a null key or value
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RawBytes(byte @Nullable [] bytes) {}
