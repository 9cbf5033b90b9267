package io.quorate.core.control.status;

import io.quorate.core.model.MemberId;

/**
 * Another member came, changed or went.
 *
 * @param name what people call it
 * @param to the word for its state now
 */
public record MemberChange(MemberId member, String name, String from, String to) {}
