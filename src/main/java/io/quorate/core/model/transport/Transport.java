package io.quorate.core.model.transport;

/** How requests reach the endpoints of an upstream. */
public record Transport(Protocol protocol, EndpointTls tls, Connections connections) {
    /** HTTP/1.1 on clear text. */
    public static final Transport DEFAULT = new Transport(Protocol.HTTP1, EndpointTls.NONE, Connections.DEFAULT);
}
