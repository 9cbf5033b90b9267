package io.quorate.core.view;

import io.quorate.core.model.MemberId;

/** Asks a member, and it alone, for its whole report. */
public record Pull(MemberId from, MemberId to) implements Message {}
