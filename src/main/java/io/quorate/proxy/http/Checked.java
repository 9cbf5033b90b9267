package io.quorate.proxy.http;

/** What a look at the head of a request gives: a head that can be forwarded, or why it cannot. */
public sealed interface Checked permits RequestHead, Refused {}
