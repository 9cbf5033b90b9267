package io.quorate.proxy;

import io.quorate.core.model.transport.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An endpoint that keeps what it understands, answers each request with its target, and doubts what it is sent. */
final class RecordingEndpoint implements TestEndpoint {
    private final ConcurrentLinkedQueue<String> understood = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> doubts = new ConcurrentLinkedQueue<>();
    private final Protocol protocol;
    private final RawBackend http1;
    private final RawHttp2Backend http2;

    RecordingEndpoint(Protocol protocol) throws IOException {
        this.protocol = protocol;
        this.http1 = RawBackend.running(this::record);
        this.http2 = RawHttp2Backend.running(connection -> {});
        http2.become(connection -> {
            RawHttp2Backend.greet(connection, RawHttp2.MAX_STREAMS, 1);
            http2.serve(connection, this::record);
        });
    }

    /** What has been understood since this was last asked, as {@link Http1Reading.Request#summary} has it. */
    List<String> understood() {
        List<String> taken = new ArrayList<>();
        for (String next = understood.poll(); next != null; next = understood.poll()) {
            taken.add(next);
        }
        return taken;
    }

    /** Bytes that are no requests, or that somebody else might take for others. */
    List<String> doubts() {
        return List.copyOf(doubts);
    }

    @Override
    public int port() {
        return protocol == Protocol.HTTP2 ? http2.port() : http1.port();
    }

    /** It has never done anything wrong. */
    @Override
    public void recover() {}

    @Override
    public int timedConnections() {
        return http2.timedConnections();
    }

    @Override
    public void close() throws IOException {
        http1.close();
        http2.close();
    }

    private void record(RawHttp2 on, int stream) throws IOException {
        Http2Message request = on.soFar(stream);
        if (request.whole()) {
            String target = request.field(":path");
            understood.add(
                    new Http1Reading.Request(request.field(":method"), target, List.of(), request.text()).summary());
            on.headers(stream, false, ":status", "200").data(stream, true, target);
        }
    }

    private void record(RawBackend.Connection connection) throws IOException {
        StringBuilder bytes = new StringBuilder();
        int answered = 0;
        for (int next = connection.in().read();
                next >= 0;
                next = connection.in().read()) {
            bytes.append((char) next);
            if (connection.in().available() > 0) {
                continue;
            }
            Http1Reading reading = Http1Reading.strict(bytes.toString());
            if (reading.end() == Http1Reading.End.MALFORMED) {
                doubts.add("malformed: " + bytes);
                return;
            }
            List<Http1Reading.Request> requests = reading.requests();
            for (Http1Reading.Request request : requests.subList(answered, requests.size())) {
                understood.add(request.summary());
            }
            if (reading.end() == Http1Reading.End.BETWEEN) {
                doubt(bytes.toString(), reading);
            }
            for (Http1Reading.Request request : requests.subList(answered, requests.size())) {
                connection.send("HTTP/1.1 200 OK\r\ncontent-length: "
                        + request.target().length() + "\r\n\r\n" + request.target());
            }
            answered = requests.size();
            if (reading.end() == Http1Reading.End.BETWEEN) {
                bytes.setLength(0);
                answered = 0;
            }
        }
    }

    /** Others must understand the same. */
    private void doubt(String bytes, Http1Reading strict) {
        for (Http1Reading.Leniency way : Http1Reading.Leniency.values()) {
            Http1Reading lenient = Http1Reading.lenient(bytes, way);
            if (!lenient.summaries().equals(strict.summaries()) || lenient.end() != strict.end()) {
                doubts.add(way + " reads " + lenient.summaries() + " instead of " + strict.summaries() + ": " + bytes);
            }
        }
    }
}
