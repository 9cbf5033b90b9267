package io.quorate.proxy.http;

/**
 * Why a request is not forwarded.
 *
 * @param status of the answer
 * @param detail for the client: short, and without anything about the inside
 */
public record Refused(int status, String detail) implements Checked {}
