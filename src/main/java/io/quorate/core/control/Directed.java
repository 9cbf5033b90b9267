package io.quorate.core.control;

import io.quorate.core.model.MemberId;
import io.quorate.core.view.Message;

/** A message for one member. */
public record Directed(MemberId to, Message message) {}
